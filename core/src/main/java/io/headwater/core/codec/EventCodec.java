package io.headwater.core.codec;

import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Forced;
import io.headwater.jobs.JobEvent.Stamp;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.jobs.TypeRef;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** What the engine itself stores as JSON: events, errors, options, progress. */
public final class EventCodec {
    private static final Type LABELS = new TypeRef<Map<String, String>>() {}.type();

    private final Json json;

    EventCodec(Json json) {
        this.json = json;
    }

    /** What a failed or cancelled end carries besides its event's name. */
    private record Ending(
            @Nullable JobError error,
            @Nullable String reason,
            @Nullable Forced forced) {}

    public JobEvent event(EventRow row) {
        var stamp = new Stamp(
                row.seq(), Instant.ofEpochMilli(row.at()), new JobId(row.job()), new JobId(row.root()), row.type());
        return switch (row.kind()) {
            case SCHEDULED -> new JobEvent.JobScheduled(stamp, Instant.ofEpochMilli(detail(row)));
            case QUEUED -> new JobEvent.JobQueued(stamp, JobEvent.Cause.values()[(int) detail(row)]);
            case STARTED -> new JobEvent.JobStarted(stamp, (int) (detail(row) >>> 32), (int) detail(row));
            case WAITING -> new JobEvent.JobWaiting(stamp, ids(data(row)));
            case RETRYING -> new JobEvent.JobRetrying(stamp, error(row), Instant.ofEpochMilli(detail(row)));
            case STOPPING -> new JobEvent.JobStopping(stamp, StopReason.values()[(int) detail(row)]);
            case PAUSED ->
                new JobEvent.JobPaused(
                        stamp, row.data() == null ? null : ending(row).forced());
            case RESUMED -> new JobEvent.JobResumed(stamp, JobState.values()[(int) detail(row)]);
            case COMPLETED -> new JobEvent.JobCompleted(stamp, row.data());
            case FAILED -> new JobEvent.JobFailed(stamp, error(row), ending(row).forced());
            case CANCELLED ->
                new JobEvent.JobCancelled(stamp, reason(row), ending(row).forced());
            case QUARANTINED -> new JobEvent.JobQuarantined(stamp, error(row));
            case PROGRESSED, LOGGED -> throw new IllegalStateException("a live event was stored: " + row);
        };
    }

    private static long detail(EventRow row) {
        Long detail = row.detail();
        if (detail == null) {
            throw new IllegalStateException("an event without its detail: " + row);
        }
        return detail;
    }

    private static String data(EventRow row) {
        String data = row.data();
        if (data == null) {
            throw new IllegalStateException("an event without its data: " + row);
        }
        return data;
    }

    private Ending ending(EventRow row) {
        Ending ending = json.read(data(row), Ending.class);
        if (ending == null) {
            throw new IllegalStateException("an event without its data: " + row);
        }
        return ending;
    }

    /** What a failure, a retry or a quarantine tells. */
    public JobError error(EventRow row) {
        JobError error = ending(row).error();
        if (error == null) {
            throw new IllegalStateException("an event without its error: " + row);
        }
        return error;
    }

    /** Why a job was cancelled. */
    public String reason(EventRow row) {
        String reason = ending(row).reason();
        return reason == null ? "" : reason;
    }

    public static long started(int attempt, int entry) {
        return (long) attempt << 32 | entry;
    }

    public String failed(JobError error, @Nullable Forced forced) {
        return json.write(new Ending(error, null, forced));
    }

    public String cancelled(String reason, @Nullable Forced forced) {
        return json.write(new Ending(null, reason, forced));
    }

    public @Nullable String paused(@Nullable Forced forced) {
        return forced == null ? null : json.write(new Ending(null, null, forced));
    }

    public String ids(Iterable<Long> ids) {
        return json.write(ids);
    }

    private List<JobId> ids(String text) {
        long[] ids = json.read(text, long[].class);
        return ids == null ? List.of() : Arrays.stream(ids).mapToObj(JobId::new).toList();
    }

    public String error(JobError error) {
        return json.write(error);
    }

    public JobError errorIn(String text) {
        JobError error = json.read(text, JobError.class);
        if (error == null) {
            throw new IllegalStateException("a stored error is null");
        }
        return error;
    }

    /** Null when nothing out of the ordinary was asked for. */
    public @Nullable String options(DispatchOptions asked) {
        Options options = Options.of(asked);
        return options.areOrdinary() ? null : json.write(options);
    }

    private record Asked(String type, String params, DispatchOptions options) {}

    /** A stand-in for all that a client asked for: equal requests, and only those, have the same. */
    public String digest(String type, String params, DispatchOptions options) {
        return Digest.of(json.write(new Asked(type, params, options)));
    }

    public Options optionsOf(JobRow row) {
        String text = row.options();
        Options options = text == null ? null : json.read(text, Options.class);
        return options == null ? Options.ordinary() : options;
    }

    /** Null when there are none. */
    public @Nullable String labels(Map<String, String> labels) {
        return labels.isEmpty() ? null : json.write(labels);
    }

    public Map<String, String> labelsIn(@Nullable String text) {
        Map<String, String> labels = text == null ? null : json.read(text, LABELS);
        return labels == null ? Map.of() : labels;
    }

    public String progress(Progress progress) {
        return json.write(progress);
    }

    /** What another version has stored may not fit: then nobody knows how far the job was, and that is all that is lost. */
    public @Nullable Progress progressIn(@Nullable String text) {
        try {
            return text == null ? null : json.read(text, Progress.class);
        } catch (JacksonException unreadable) {
            return null;
        }
    }
}
