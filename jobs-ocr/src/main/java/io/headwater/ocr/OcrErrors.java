package io.headwater.ocr;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Why something could not be read. */
final class OcrErrors {
    /** Less than that is none: file systems keep some for themselves. */
    private static final long LEAST_ROOM = 1 << 16;

    private OcrErrors() {}

    static JobException missing(String program, String what, String packages) {
        return new JobException.Environment(
                new ErrorCode("TOOL_MISSING"),
                "The program %s, which %s, is not on this machine".formatted(program, what),
                "Install it: " + packages + ".",
                null);
    }

    static JobException unreadable(Image image, String why) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "%s cannot be read: %s".formatted(image.file(), why),
                "Look at it to see whether it is damaged, and get it again if it is.");
    }

    static JobException tooLarge(Image image, String why) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "%s is too large to be read: %s".formatted(image.file(), why),
                "Make it smaller, or cut it into several.");
    }

    /** In words for people, whatever it was. */
    static JobException of(Throwable failure, Image image) {
        if (failure instanceof JobException known) {
            return known;
        }
        if (failure instanceof NoSuchFileException) {
            return new JobException.NotFound(
                    ErrorCode.NOT_FOUND, "There is no file %s".formatted(image.file()), "Check the path.");
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
                    "Nothing can be written for %s".formatted(image.file()),
                    "Name another folder for the output.",
                    failure);
        }
        return new JobException.Storage(
                ErrorCode.IO,
                "%s: %s".formatted(image.file(), failure.getMessage()),
                "See whether its disk is there and has room.",
                failure);
    }

    private static boolean isReadOnly(Throwable failure) {
        return failure instanceof FileSystemException system
                && String.valueOf(system.getReason()).contains("Read-only");
    }

    /** That there is no room left, if it is that: the next image would fare no better. */
    static Throwable orFullDisk(Throwable failure, Path place) {
        return isFull(failure, roomAt(place))
                ? new JobException.Storage(
                        ErrorCode.NO_SPACE,
                        "The disk of %s is full".formatted(place),
                        "Make room, or name another folder for the output; then retry the job, which goes on where it was.",
                        failure)
                : failure;
    }

    /**
     * The words of the system for it depend on its language, and a program that could not write does not pass them on.
     *
     * @param room how many bytes can be written
     */
    static boolean isFull(Throwable failure, long room) {
        if (failure instanceof NoSuchFileException || failure instanceof AccessDeniedException) {
            return false;
        }
        boolean mayBe = failure instanceof IOException || failure instanceof JobException.Invalid;
        return mayBe
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

    static boolean concernsAll(Throwable failure) {
        return failure instanceof JobException known && known.code().equals(ErrorCode.NO_SPACE);
    }
}
