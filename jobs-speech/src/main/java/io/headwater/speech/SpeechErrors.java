package io.headwater.speech;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.InstalledFile;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Why something could not be written down. */
final class SpeechErrors {
    private static final ErrorCode TOOL_MISSING = new ErrorCode("TOOL_MISSING");
    /** Less than that is none: file systems keep some for themselves. */
    private static final long LEAST_ROOM = 1 << 16;

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
                ErrorCode.IO,
                "%s: %s".formatted(recording, failure.getMessage()),
                "See whether its disk is there and has room.",
                failure);
    }

    private static boolean isReadOnly(Throwable failure) {
        return failure instanceof FileSystemException system
                && String.valueOf(system.getReason()).contains("Read-only");
    }

    /** That there is no room left, if it is that; the words of the system for it depend on its language. */
    static Throwable orFullDisk(Throwable failure, Path place) {
        if (failure instanceof IOException trouble && isFull(trouble, roomAt(place))) {
            return new JobException.Storage(
                    ErrorCode.NO_SPACE,
                    "The disk of %s is full".formatted(place),
                    "Make room, or name another folder for the output; then retry the job, which goes on where it was.",
                    failure);
        }
        return failure;
    }

    /** @param room how many bytes can be written */
    static boolean isFull(IOException trouble, long room) {
        return !(trouble instanceof NoSuchFileException)
                && !(trouble instanceof AccessDeniedException)
                && (room < LEAST_ROOM || String.valueOf(trouble.getMessage()).contains("No space left"));
    }

    private static long roomAt(Path place) {
        Path there = place;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? Long.MAX_VALUE : Files.getFileStore(there).getUsableSpace();
        } catch (IOException unknown) {
            return Long.MAX_VALUE;
        }
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
