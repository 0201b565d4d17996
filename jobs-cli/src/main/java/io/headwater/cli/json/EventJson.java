package io.headwater.cli.json;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Forced;
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
import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Events in the shape that other programs read. Absent values are null, times are RFC 3339 in UTC. */
public final class EventJson {
    private final JsonMapper mapper;

    public EventJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    public Map<String, @Nullable Object> of(JobEvent event) {
        JobEvent.Stamp stamp = event.stamp();
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("event", event.kind().eventName());
        fields.put("seq", stamp.seq() == 0 ? null : stamp.seq());
        fields.put("at", stamp.at().toString());
        fields.put("jobId", stamp.job().toString());
        fields.put("rootId", stamp.root().toString());
        fields.put("type", stamp.type());
        event.match(new Details(fields));
        return fields;
    }

    public static Map<String, @Nullable Object> of(Progress progress) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("done", progress.done());
        fields.put("total", progress.total());
        fields.put("unit", small(progress.unit()));
        fields.put("fraction", progress.fraction());
        fields.put("rate", progress.rate());
        fields.put("etaSeconds", seconds(progress.eta()));
        fields.put("elapsedSeconds", seconds(progress.elapsed()));
        fields.put("message", progress.message());
        fields.put("phase", progress.phase());
        fields.put("item", progress.item());
        fields.put("itemsDone", progress.itemsDone());
        fields.put("itemsTotal", progress.itemsTotal());
        return fields;
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : (Double) (duration.toMillis() / 1_000.0);
    }

    private static String small(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** What each kind says beyond the stamp. */
    private final class Details implements JobEvent.Cases<Details> {
        private final Map<String, @Nullable Object> fields;

        Details(Map<String, @Nullable Object> fields) {
            this.fields = fields;
        }

        @Override
        public Details scheduled(JobScheduled event) {
            return with("dueAt", event.dueAt().toString());
        }

        @Override
        public Details queued(JobQueued event) {
            return with("cause", small(event.cause()));
        }

        @Override
        public Details started(JobStarted event) {
            with("attempt", event.attempt());
            return with("entry", event.entry());
        }

        @Override
        public Details waiting(JobWaiting event) {
            return with("on", event.on().stream().map(JobId::toString).toList());
        }

        @Override
        public Details retrying(JobRetrying event) {
            with("error", ErrorJson.of(event.error()));
            return with("retryAt", event.retryAt().toString());
        }

        @Override
        public Details stopping(JobStopping event) {
            return with("reason", small(event.reason()));
        }

        @Override
        public Details paused(JobPaused event) {
            return forced(event.forced());
        }

        @Override
        public Details resumed(JobResumed event) {
            return with("to", event.to().name());
        }

        @Override
        public Details completed(JobCompleted event) {
            String result = event.result();
            return with("result", result == null ? null : mapper.readTree(result));
        }

        @Override
        public Details failed(JobFailed event) {
            with("error", ErrorJson.of(event.error()));
            return forced(event.forced());
        }

        @Override
        public Details cancelled(JobCancelled event) {
            with("reason", event.reason());
            return forced(event.forced());
        }

        @Override
        public Details quarantined(JobQuarantined event) {
            return with("reason", ErrorJson.of(event.reason()));
        }

        @Override
        public Details progressed(JobProgressed event) {
            return with("progress", of(event.progress()));
        }

        @Override
        public Details logged(JobLogged event) {
            with("level", event.level().name());
            return with("message", event.message());
        }

        private Details forced(@Nullable Forced forced) {
            return forced == null ? this : with("forced", true).with("open", forced.open());
        }

        private Details with(String name, @Nullable Object value) {
            fields.put(name, value);
            return this;
        }
    }
}
