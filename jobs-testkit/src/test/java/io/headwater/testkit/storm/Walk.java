package io.headwater.testkit.storm;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.JobCancelled;
import io.headwater.jobs.JobEvent.JobCompleted;
import io.headwater.jobs.JobEvent.JobFailed;
import io.headwater.jobs.JobEvent.JobLogged;
import io.headwater.jobs.JobEvent.JobPaused;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobEvent.JobQuarantined;
import io.headwater.jobs.JobEvent.JobQueued;
import io.headwater.jobs.JobEvent.JobResumed;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobEvent.JobScheduled;
import io.headwater.jobs.JobEvent.JobStarted;
import io.headwater.jobs.JobEvent.JobStopping;
import io.headwater.jobs.JobEvent.JobWaiting;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One job's way through the table of states, event by event: each case answers whether the table has such a step from
 * where the job stands. The same table as the {@link Model}'s, without the reasons why a step is taken.
 */
final class Walk implements JobEvent.Cases<Boolean> {
    private @Nullable JobState state;
    private @Nullable StopReason stopping;
    private int attempt = 1;
    private int entry;
    private boolean everTried;
    private boolean woken;
    private @Nullable Instant dueAt;

    /** Goes one step; false where the table has none. */
    boolean step(JobEvent event) {
        return event.match(this);
    }

    @Nullable
    JobState state() {
        return state;
    }

    @Nullable
    StopReason stopping() {
        return stopping;
    }

    int attempt() {
        return attempt;
    }

    @Override
    public Boolean scheduled(JobScheduled event) {
        boolean earlier = state == SCHEDULED
                && !everTried
                && dueAt != null
                && event.dueAt().isBefore(dueAt);
        dueAt = event.dueAt();
        return (state == null || earlier) && to(SCHEDULED);
    }

    @Override
    public Boolean queued(JobQueued event) {
        boolean fits = switch (event.cause()) {
            case DISPATCH -> state == null;
            case DUE -> state == SCHEDULED;
            case WOKEN -> state == WAITING && stopping == null;
            case SHUTDOWN, CRASH -> state == RUNNING && stopping == null;
            case RETRY -> state == FAILED || state == CANCELLED;
            case RELEASED -> false;
        };
        if (event.cause() == Cause.RETRY) {
            nextAttempt();
        }
        woken = event.cause() == Cause.WOKEN;
        return fits && to(QUEUED);
    }

    @Override
    public Boolean started(JobStarted event) {
        entry++;
        everTried = true;
        woken = false;
        return state == QUEUED
                && stopping == null
                && event.attempt() == attempt
                && event.entry() == entry
                && to(RUNNING);
    }

    @Override
    public Boolean waiting(JobWaiting event) {
        return (state == RUNNING || state == WAITING) && !event.on().isEmpty() && to(WAITING);
    }

    @Override
    public Boolean retrying(JobRetrying event) {
        boolean fits = hasHandler() && stopping == null && event.error().attempt() == attempt;
        nextAttempt();
        dueAt = event.retryAt();
        return fits && to(SCHEDULED);
    }

    private void nextAttempt() {
        attempt++;
        entry = 0;
    }

    @Override
    public Boolean stopping(JobStopping event) {
        boolean fits = switch (event.reason()) {
            case PAUSE -> stopping == null;
            case CANCEL -> stopping != StopReason.CANCEL;
            case TIMEOUT -> stopping == null && !isWoken();
            case SHUTDOWN -> false;
        };
        stopping = event.reason();
        return fits && hasHandler();
    }

    @Override
    public Boolean paused(JobPaused event) {
        boolean fits = stopping == null
                ? state == SCHEDULED || state == QUEUED || state == WAITING
                : stopping == StopReason.PAUSE && hasHandler();
        return fits && to(PAUSED);
    }

    @Override
    public Boolean resumed(JobResumed event) {
        boolean fits = state == PAUSED
                && switch (event.to()) {
                    case SCHEDULED -> dueAt != null && dueAt.isAfter(event.at());
                    case QUEUED -> true;
                    case WAITING -> everTried;
                    case RUNNING, PAUSED, COMPLETED, FAILED, CANCELLED, QUARANTINED -> false;
                };
        return fits && to(event.to());
    }

    @Override
    public Boolean completed(JobCompleted event) {
        return hasHandler() && to(COMPLETED);
    }

    @Override
    public Boolean failed(JobFailed event) {
        boolean outOfTime = event.error().code().name().equals("JOB_TIMEOUT");
        boolean fits = stopping == null || (stopping == StopReason.TIMEOUT && outOfTime);
        return fits && hasHandler() && event.error().attempt() == attempt && to(FAILED);
    }

    @Override
    public Boolean cancelled(JobCancelled event) {
        boolean fits = stopping == null
                ? state == SCHEDULED || state == QUEUED || state == WAITING || state == PAUSED
                : stopping == StopReason.CANCEL && hasHandler();
        return fits && to(CANCELLED);
    }

    @Override
    public Boolean quarantined(JobQuarantined event) {
        return false;
    }

    @Override
    public Boolean progressed(JobProgressed event) {
        return true;
    }

    @Override
    public Boolean logged(JobLogged event) {
        return true;
    }

    /** A job that was woken and waits for its slot may have its handler in memory still. */
    private boolean hasHandler() {
        return state == RUNNING || state == WAITING || isWoken();
    }

    private boolean isWoken() {
        return state == QUEUED && woken;
    }

    private boolean to(JobState next) {
        if (next != WAITING || state != WAITING) {
            stopping = null;
        }
        state = next;
        return true;
    }
}
