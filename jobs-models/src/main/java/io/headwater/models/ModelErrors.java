package io.headwater.models;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;

/** What keeps a job from the model that it needs. */
final class ModelErrors {
    private static final ErrorCode MODEL_MISSING = new ErrorCode("MODEL_MISSING");

    private ModelErrors() {}

    static JobException notYet(ModelRef ref) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "The model %s cannot be fetched yet".formatted(ref),
                "Name it by the URL of its file, with #sha256=… behind it if you know that.");
    }

    static JobException missing(ModelRef ref) {
        return new JobException.Environment(
                MODEL_MISSING,
                "The model %s is not on this machine".formatted(ref.name()),
                "headwater models download " + ref,
                null);
    }

    static JobException vanishing(ModelRef ref, Path place) {
        return new JobException.Environment(
                MODEL_MISSING,
                "The model %s vanishes from %s as soon as it is there".formatted(ref.name(), place),
                "Find out who else tidies up there, then retry the job.",
                null);
    }

    /** What became of the download, in the words of the job that waited for it. */
    static JobException download(JobException.Dependency outcome) {
        if (outcome.code().equals(ErrorCode.DEPENDENCY_CANCELLED)) {
            return new JobException.Dependency(
                    outcome.code(), "Model download was cancelled", outcome.hint(), outcome.getCause());
        }
        String reason = outcome.getCause() == null
                ? outcome.getMessage()
                : outcome.getCause().getMessage();
        return new JobException.Dependency(
                outcome.code(), "Model download failed: " + reason, outcome.hint(), outcome.getCause());
    }
}
