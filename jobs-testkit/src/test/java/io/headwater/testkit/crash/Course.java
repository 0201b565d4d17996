package io.headwater.testkit.crash;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;

import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands according to its events alone, read one after the other over all kills. An event that the table of
 * states does not have in this place fails the test; after a kill the one that puts the job in order comes first.
 */
final class Course {
    private final long job;
    private final List<StoredEvent> ends = new ArrayList<>();
    private @Nullable JobState state;
    private @Nullable StopReason stopping;
    private int attempt = 1;
    private int entry;
    private boolean cut;
    private int goneOnAfterKill;
    private int goneOnAfterClose;

    Course(long job) {
        this.job = job;
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

    int entry() {
        return entry;
    }

    /** Of all attempts. */
    List<StoredEvent> ends() {
        return ends;
    }

    /** The process was killed: what ran does not run any more. */
    void cut() {
        cut = state == RUNNING;
    }

    /** Whether a kill ended its run and nothing was said of it since. */
    boolean isCut() {
        return cut;
    }

    int goneOnAfterKill() {
        return goneOnAfterKill;
    }

    int goneOnAfterClose() {
        return goneOnAfterClose;
    }

    void follow(StoredEvent event) {
        if (cut) {
            legal(event, endsRun(event));
            cut = false;
        } else {
            legal(event, !isAfterCrash(event));
        }
        switch (event.kind()) {
            case SCHEDULED -> {
                legal(event, state == null);
                move(SCHEDULED);
            }
            case QUEUED -> queued(event);
            case STARTED -> {
                entry++;
                legal(event, state == QUEUED && stopping == null && event.number() == ((long) attempt << 32 | entry));
                move(RUNNING);
            }
            case WAITING -> {
                legal(event, state == RUNNING || state == WAITING);
                state = WAITING;
            }
            case RETRYING -> {
                legal(event, isAtWork() && stopping == null);
                nextAttempt(SCHEDULED);
            }
            case STOPPING -> stopping(event);
            case PAUSED -> {
                legal(event, stopping == StopReason.PAUSE || isIdle());
                move(PAUSED);
            }
            case RESUMED -> {
                JobState to = JobState.values()[(int) event.number()];
                legal(event, state == PAUSED && (to == SCHEDULED || to == WAITING || to == QUEUED));
                move(to);
            }
            case COMPLETED -> {
                legal(event, isAtWork());
                end(event, COMPLETED);
            }
            case FAILED -> {
                legal(event, isAtWork() && (stopping == null || stopping == StopReason.TIMEOUT));
                end(event, FAILED);
            }
            case CANCELLED -> {
                legal(event, stopping == StopReason.CANCEL || isIdle() || state == PAUSED);
                end(event, CANCELLED);
            }
            case QUARANTINED, PROGRESSED, LOGGED -> legal(event, false);
        }
    }

    private static boolean isAfterCrash(StoredEvent event) {
        return switch (event.kind()) {
            case QUEUED -> event.number() == Cause.CRASH.ordinal();
            case SCHEDULED,
                    STARTED,
                    WAITING,
                    RETRYING,
                    STOPPING,
                    PAUSED,
                    RESUMED,
                    COMPLETED,
                    FAILED,
                    CANCELLED,
                    QUARANTINED,
                    PROGRESSED,
                    LOGGED -> false;
        };
    }

    /** A request to stop that was stored is carried out; else the job goes on. */
    private boolean endsRun(StoredEvent event) {
        if (stopping == null) {
            return isAfterCrash(event);
        }
        return switch (stopping) {
            case PAUSE -> event.kind() == io.headwater.jobs.JobEvent.Kind.PAUSED;
            case CANCEL -> event.kind() == io.headwater.jobs.JobEvent.Kind.CANCELLED;
            case TIMEOUT -> event.kind() == io.headwater.jobs.JobEvent.Kind.FAILED;
            case SHUTDOWN -> false;
        };
    }

    private void queued(StoredEvent event) {
        legal(event, stopping == null);
        switch (Cause.values()[(int) event.number()]) {
            case DISPATCH -> legal(event, state == null);
            case DUE -> legal(event, state == SCHEDULED);
            case WOKEN -> legal(event, state == WAITING);
            case SHUTDOWN -> {
                legal(event, state == RUNNING);
                goneOnAfterClose++;
            }
            case CRASH -> {
                legal(event, state == RUNNING);
                goneOnAfterKill++;
            }
            case RETRY -> {
                legal(event, state == FAILED || state == CANCELLED);
                nextAttempt(QUEUED);
            }
            case RELEASED -> legal(event, false);
        }
        move(QUEUED);
    }

    private void stopping(StoredEvent event) {
        StopReason reason = StopReason.values()[(int) event.number()];
        legal(event, isAtWork());
        switch (reason) {
            case PAUSE -> legal(event, stopping == null);
            case CANCEL -> legal(event, stopping != StopReason.CANCEL);
            case TIMEOUT -> legal(event, stopping == null || stopping == StopReason.PAUSE);
            case SHUTDOWN -> legal(event, false);
        }
        stopping = reason;
    }

    /** A handler may be in memory: it runs, it waits, or it was just woken. */
    private boolean isAtWork() {
        return state == RUNNING || state == WAITING || state == QUEUED;
    }

    /** No handler need be in memory. */
    private boolean isIdle() {
        return stopping == null && (state == SCHEDULED || state == QUEUED || state == WAITING);
    }

    private void move(JobState to) {
        state = to;
        stopping = null;
    }

    private void nextAttempt(JobState to) {
        move(to);
        attempt++;
        entry = 0;
    }

    private void end(StoredEvent event, JobState how) {
        move(how);
        ends.add(event);
    }

    private void legal(StoredEvent event, boolean isLegal) {
        if (!isLegal) {
            throw new AssertionError("%s does not follow %s".formatted(event, this));
        }
    }

    @Override
    public String toString() {
        return "job %d, %s%s, attempt %d, entry %d%s"
                .formatted(
                        job,
                        state,
                        stopping == null ? "" : " stopping for " + stopping,
                        attempt,
                        entry,
                        cut ? ", cut off by a kill" : "");
    }
}
