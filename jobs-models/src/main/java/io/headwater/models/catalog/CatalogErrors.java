package io.headwater.models.catalog;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.ref.ModelRef;
import java.util.List;

/** What is wrong with a name. */
final class CatalogErrors {
    private static final ErrorCode MODEL_UNKNOWN = new ErrorCode("MODEL_UNKNOWN");

    private CatalogErrors() {}

    static JobException unknown(ModelRef ref, List<String> nearest) {
        return new JobException.NotFound(
                MODEL_UNKNOWN,
                "There is no model %s".formatted(ref),
                nearest.isEmpty()
                        ? "headwater models list shows all that there are; hf:org/name takes any from Hugging Face."
                        : "Did you mean %s?".formatted(String.join(", ", nearest)));
    }
}
