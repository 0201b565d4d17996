package io.headwater.testkit.table;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events in words, with all that they say: {@code "queued: woken"}, {@code "started 1.2"}. */
record Story(Function<JobId, String> names) implements JobEvent.Cases<String> {

    @Override
    public String scheduled(JobEvent.JobScheduled event) {
        return "scheduled for " + seconds(event.dueAt());
    }

    @Override
    public String queued(JobEvent.JobQueued event) {
        return "queued: " + small(event.cause());
    }

    @Override
    public String started(JobEvent.JobStarted event) {
        return "started %d.%d".formatted(event.attempt(), event.entry());
    }

    @Override
    public String waiting(JobEvent.JobWaiting event) {
        return "waiting on " + event.on().stream().map(names).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public String retrying(JobEvent.JobRetrying event) {
        return "retrying at %s after %s"
                .formatted(seconds(event.retryAt()), event.error().code());
    }

    @Override
    public String stopping(JobEvent.JobStopping event) {
        return "stopping: " + small(event.reason());
    }

    @Override
    public String paused(JobEvent.JobPaused event) {
        return "paused" + force(event.forced());
    }

    @Override
    public String resumed(JobEvent.JobResumed event) {
        return "resumed to " + event.to();
    }

    @Override
    public String completed(JobEvent.JobCompleted event) {
        return "completed with " + event.result();
    }

    @Override
    public String failed(JobEvent.JobFailed event) {
        return "failed with " + event.error().code() + force(event.forced());
    }

    @Override
    public String cancelled(JobEvent.JobCancelled event) {
        return "cancelled: " + event.reason() + force(event.forced());
    }

    @Override
    public String quarantined(JobEvent.JobQuarantined event) {
        return "quarantined: " + event.reason().code();
    }

    @Override
    public String progressed(JobEvent.JobProgressed event) {
        throw notStored(event);
    }

    @Override
    public String logged(JobEvent.JobLogged event) {
        throw notStored(event);
    }

    private static AssertionError notStored(JobEvent event) {
        return new AssertionError("live only, but stored: " + event);
    }

    private static String force(JobEvent.@Nullable Forced forced) {
        return forced == null ? "" : " by force";
    }

    private static String small(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String seconds(Instant moment) {
        return Duration.between(Moment.of(0), moment).toSeconds() + " s";
    }
}
