package io.headwater.cli.models;

import io.headwater.models.library.KnownFile;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.ModelDetails;
import io.headwater.models.library.ModelUpdate;
import io.headwater.models.library.ModelUsage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models in the shape that other programs read. */
final class ModelJson {
    private ModelJson() {}

    static Map<String, @Nullable Object> of(KnownModel model) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("ref", model.ref().toString());
        fields.put("name", model.name());
        fields.put("type", model.type().toString());
        fields.put("provider", model.provider());
        fields.put("description", model.description());
        fields.put("tags", model.tags());
        fields.put("license", model.license());
        fields.put("sizeBytes", model.bytes());
        fields.put("approximate", model.approximate());
        fields.put("sourceUrl", model.source());
        fields.put("status", model.status().toString());
        fields.put("verified", model.verified());
        fields.put("gated", model.gated());
        fields.put("deprecated", model.deprecated() != null);
        fields.put("hazards", model.hazards());
        fields.put("revision", model.revision());
        fields.put("path", text(model.path()));
        fields.put("jobId", null);
        fields.put("progress", null);
        return fields;
    }

    static Map<String, @Nullable Object> of(ModelDetails details) {
        Map<String, @Nullable Object> fields = of(details.model());
        fields.put("files", details.files().stream().map(ModelJson::of).toList());
        fields.put("revisions", details.revisions().stream().map(ModelJson::of).toList());
        return fields;
    }

    static Map<String, @Nullable Object> of(KnownFile file) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("path", file.path());
        fields.put("sizeBytes", file.bytes());
        fields.put("doneBytes", file.done());
        fields.put("state", file.state().toString());
        return fields;
    }

    private static Map<String, Object> of(ModelDetails.Revision revision) {
        return Map.of(
                "commit", revision.commit(),
                "names", revision.names(),
                "sizeBytes", revision.bytes(),
                "lastModified", revision.lastModified().toString());
    }

    static Map<String, Object> of(ModelUsage usage) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("location", usage.location().toString());
        fields.put("freeBytes", usage.freeBytes());
        fields.put("totalBytes", usage.totalBytes());
        fields.put("bytes", usage.bytes());
        fields.put("partialBytes", usage.partialBytes());
        fields.put("asOf", usage.asOf().toString());
        fields.put("models", usage.models().stream().map(ModelJson::of).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> of(ModelUsage.Share share) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("ref", share.ref().toString());
        fields.put("bytes", share.bytes());
        fields.put("path", text(share.path()));
        return fields;
    }

    static Map<String, @Nullable Object> of(ModelUpdate update) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("ref", update.ref().toString());
        fields.put("installed", update.installed());
        fields.put("available", update.available());
        fields.put("bytes", update.bytes());
        return fields;
    }

    static List<Map<String, @Nullable Object>> of(List<KnownModel> models) {
        return models.stream().map(ModelJson::of).toList();
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }
}
