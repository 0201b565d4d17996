package io.headwater.models.media;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** What it means when a job could not write what it has read. */
public final class OutputDisk {
    /** Less than that is none: file systems keep some for themselves. */
    private static final long LEAST_ROOM = 1 << 16;

    private OutputDisk() {}

    /** Whether there is no room left at a place, as far as a failure may come of that. Blocks. */
    public static boolean isFull(Throwable failure, Path place) {
        return isFull(failure, roomAt(place));
    }

    /**
     * The words of the system for it depend on its language.
     *
     * @param room how many bytes can be written
     */
    static boolean isFull(Throwable failure, long room) {
        return !(failure instanceof NoSuchFileException)
                && !(failure instanceof AccessDeniedException)
                && (room < LEAST_ROOM || String.valueOf(failure.getMessage()).contains("No space left"));
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

    public static JobException full(Path place, Throwable failure) {
        return new JobException.Storage(
                ErrorCode.NO_SPACE,
                "The disk of %s is full".formatted(place),
                "Make room, or name another folder for the output; then retry the job, which goes on where it was.",
                failure);
    }

    /**
     * In words for people, whatever it was.
     *
     * @param medium whose turn it was
     */
    public static JobException failure(Throwable failure, Path medium) {
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
                    "Nothing can be written for %s".formatted(medium),
                    "Name another folder for the output.",
                    failure);
        }
        return new JobException.Storage(
                ErrorCode.IO,
                "%s: %s".formatted(medium, failure.getMessage()),
                "See whether its disk is there and has room.",
                failure);
    }

    private static boolean isReadOnly(Throwable failure) {
        return failure instanceof FileSystemException system
                && String.valueOf(system.getReason()).contains("Read-only");
    }
}
