package io.headwater.ocr;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why something could not be read. */
final class OcrErrors {
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
    static JobException of(Exception failure, Image image) {
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
        return new JobException.Storage(
                new ErrorCode("IO"),
                "%s: %s".formatted(image.file(), failure.getMessage()),
                "See whether its disk is there and has room.",
                failure);
    }
}
