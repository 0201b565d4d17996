package io.headwater.speech;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.InstalledFile;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.stream.Collectors;

/** Why something could not be written down. */
final class SpeechErrors {
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

    /** In words for people, whatever it was. */
    static JobException of(Throwable failure, Path recording) {
        if (failure instanceof JobException known) {
            return known;
        }
        if (failure instanceof NoSuchFileException gone) {
            return new JobException.NotFound(
                    ErrorCode.NOT_FOUND, "There is no file %s".formatted(gone.getFile()), "Check the path.");
        }
        if (failure instanceof AccessDeniedException closed) {
            return new JobException.Storage(
                    ErrorCode.READ_ONLY,
                    "%s may not be read or written here".formatted(closed.getFile()),
                    "Give this user the right to, or name another folder for the output.",
                    closed);
        }
        if (failure instanceof ReadOnlyFileSystemException || isReadOnly(failure)) {
            return new JobException.Storage(
                    ErrorCode.READ_ONLY,
                    "Nothing can be written beside %s".formatted(recording),
                    "Name another folder for the output.",
                    failure);
        }
        return new JobException.Storage(
                new ErrorCode("IO"),
                "%s: %s".formatted(recording, failure.getMessage()),
                "See whether its disk is there and has room.",
                failure);
    }

    private static boolean isReadOnly(Throwable failure) {
        return failure instanceof FileSystemException system
                && String.valueOf(system.getReason()).contains("Read-only");
    }

    /** Whether the next recording would fare no better. */
    static boolean concernsAll(Throwable failure) {
        return failure instanceof JobException.Integrity
                || (failure instanceof IOException full
                        && String.valueOf(full.getMessage()).contains("No space left"));
    }
}
