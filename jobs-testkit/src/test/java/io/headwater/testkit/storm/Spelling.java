package io.headwater.testkit.storm;

import io.headwater.jobs.JobEvent;
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
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Events as lines: what a model can foretell of them, so that the two can be compared and read. */
final class Spelling implements JobEvent.Cases<String> {
    private static final Spelling SPELLED = new Spelling();

    private Spelling() {}

    static String of(JobEvent event) {
        return event.match(SPELLED);
    }

    static String scheduled(long dueAt) {
        return "JobScheduled " + Instant.ofEpochMilli(dueAt);
    }

    static String queued(JobEvent.Cause cause) {
        return "JobQueued " + cause;
    }

    static String started(int attempt, int entry) {
        return "JobStarted %d.%d".formatted(attempt, entry);
    }

    static String waiting(Collection<JobId> on) {
        return "JobWaiting " + on.stream().sorted().toList();
    }

    static String retrying(long retryAt) {
        return "JobRetrying " + Instant.ofEpochMilli(retryAt);
    }

    static String stopping(StopReason reason) {
        return "JobStopping " + reason;
    }

    static String paused() {
        return "JobPaused";
    }

    static String resumed(JobState to) {
        return "JobResumed " + to;
    }

    static String completed(@Nullable String result) {
        return "JobCompleted " + result;
    }

    static String failed(String code) {
        return "JobFailed " + code;
    }

    static String cancelled(String reason) {
        return "JobCancelled " + reason;
    }

    @Override
    public String scheduled(JobScheduled event) {
        return scheduled(event.dueAt().toEpochMilli());
    }

    @Override
    public String queued(JobQueued event) {
        return queued(event.cause());
    }

    @Override
    public String started(JobStarted event) {
        return started(event.attempt(), event.entry());
    }

    @Override
    public String waiting(JobWaiting event) {
        return waiting(event.on());
    }

    @Override
    public String retrying(JobRetrying event) {
        return retrying(event.retryAt().toEpochMilli());
    }

    @Override
    public String stopping(JobStopping event) {
        return stopping(event.reason());
    }

    @Override
    public String paused(JobPaused event) {
        return event.forced() == null ? paused() : paused() + " " + event.forced();
    }

    @Override
    public String resumed(JobResumed event) {
        return resumed(event.to());
    }

    @Override
    public String completed(JobCompleted event) {
        return completed(event.result());
    }

    @Override
    public String failed(JobFailed event) {
        String line = failed(event.error().code().name());
        return event.forced() == null ? line : line + " " + event.forced();
    }

    @Override
    public String cancelled(JobCancelled event) {
        String line = cancelled(event.reason());
        return event.forced() == null ? line : line + " " + event.forced();
    }

    @Override
    public String quarantined(JobQuarantined event) {
        return "JobQuarantined " + event.reason().code();
    }

    @Override
    public String progressed(JobProgressed event) {
        return "JobProgressed";
    }

    @Override
    public String logged(JobLogged event) {
        return "JobLogged";
    }
}
