package io.headwater.cli.json;

import io.headwater.jobs.JobError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failures in the shape that other programs read. */
public final class ErrorJson {
    private ErrorJson() {}

    public static Map<String, @Nullable Object> of(
            String code, String message, @Nullable String hint, boolean retryable) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("code", code);
        fields.put("message", message);
        fields.put("hint", hint);
        fields.put("retryable", retryable);
        return fields;
    }

    static Map<String, @Nullable Object> of(JobError error) {
        return of(error.code().name(), error.message(), error.hint(), error.retryable());
    }
}
