package io.headwater.speech;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.InstalledFile;
import io.headwater.models.media.OutputDisk;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Why something could not be written down. */
final class SpeechErrors {
    private static final ErrorCode TOOL_MISSING = new ErrorCode("TOOL_MISSING");

    private SpeechErrors() {}

    static JobException noOneFile(ModelRef ref, List<InstalledFile> candidates) {
        String names = candidates.stream().map(InstalledFile::name).collect(Collectors.joining(", "));
        return new JobException.Invalid(
                ErrorCode.INPUT,
                candidates.isEmpty()
                        ? "%s has no file that whisper.cpp could read".formatted(ref.name())
                        : "%s has several models: %s".formatted(ref.name(), names),
                candidates.isEmpty()
                        ? "Name a model in its format, such as whisper:base."
                        : "Say which is meant, as in %s:%s."
                                .formatted(ref, candidates.get(0).name()));
    }

    static JobException englishOnly(ModelRef ref, Language wanted) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "%s hears English only, and the language is %s".formatted(ref, wanted.name()),
                "Name a model without .en, such as whisper:base.");
    }

    /** That there is no room left, if it is that. */
    static Throwable orFullDisk(Throwable failure, Path place) {
        return failure instanceof IOException && OutputDisk.isFull(failure, place)
                ? OutputDisk.full(place, failure)
                : failure;
    }

    /**
     * Whether the next recording would fare no better. Of what is known by name, only a missing program is about some
     * recordings and not about others; a store that fails by name is that of the model.
     */
    static boolean concernsAll(Throwable failure) {
        return failure instanceof CancellationException
                || failure instanceof JobException.Integrity
                || failure instanceof JobException.Storage
                || (failure instanceof JobException.Environment missing
                        && !missing.code().equals(TOOL_MISSING));
    }
}
