package io.headwater.cli.json;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobTree.Relation;
import io.headwater.jobs.JobView;
import io.headwater.jobs.LogLine;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.jobs.UniqueKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Jobs, their trees and their logs in the shape that other programs read. Absent values are null. */
public final class JobJson {
    private JobJson() {}

    public static Map<String, @Nullable Object> of(JobView job) {
        StopReason stopping = job.stopping();
        JobId parent = job.parent();
        UniqueKey key = job.uniqueKey();
        Progress progress = job.progress();
        JobError error = job.error();
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("id", job.id().toString());
        fields.put("type", job.type());
        fields.put("title", job.title());
        fields.put("state", job.state().name());
        fields.put("stopping", stopping == null ? null : word(stopping));
        fields.put("blockedBy", ids(job.blockedBy()));
        fields.put("parentId", parent == null ? null : parent.toString());
        fields.put("rootId", job.root().toString());
        fields.put("dependsOn", ids(job.dependsOn()));
        fields.put("labels", new TreeMap<>(job.labels()));
        fields.put("uniqueKey", key == null ? null : key.value());
        fields.put("queue", job.queue());
        fields.put("priority", job.priority());
        fields.put("attempt", job.attempt());
        fields.put("params", json(job.params()));
        fields.put("progress", progress == null ? null : EventJson.of(progress));
        fields.put("createdAt", job.createdAt().toString());
        fields.put("startedAt", time(job.startedAt()));
        fields.put("endedAt", time(job.endedAt()));
        fields.put("error", error == null ? null : ErrorJson.of(error));
        fields.put("result", json(job.result()));
        return fields;
    }

    /** The top has no relation. */
    public static Map<String, @Nullable Object> of(JobTree tree) {
        Map<String, @Nullable Object> fields = of(tree.job());
        boolean isTop = tree.relation() == Relation.ROOT;
        fields.put("relation", isTop ? null : tree.relation().name().toLowerCase(Locale.ROOT));
        fields.put("shared", tree.shared());
        fields.put("children", tree.children().stream().map(JobJson::of).toList());
        return fields;
    }

    public static Map<String, @Nullable Object> of(LogLine line) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("seq", line.seq());
        fields.put("at", line.at().toString());
        fields.put("level", line.level().name());
        fields.put("message", line.message());
        return fields;
    }

    private static List<String> ids(List<JobId> jobs) {
        return jobs.stream().map(JobId::toString).toList();
    }

    /** A shutdown is the engine's affair: the job goes on by itself. */
    private static @Nullable String word(StopReason stopping) {
        return stopping == StopReason.SHUTDOWN ? null : stopping.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : JsonMapper.shared().readTree(text);
    }
}
