package io.headwater.ocr;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.media.OutputDisk;
import java.io.IOException;
import java.nio.file.Path;

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

    /**
     * That there is no room left, if it is that: the next image would fare no better. A program that could not write does not
     * pass on why.
     */
    static Throwable orFullDisk(Throwable failure, Path place) {
        boolean mayBe = failure instanceof IOException || failure instanceof JobException.Invalid;
        return mayBe && OutputDisk.isFull(failure, place) ? OutputDisk.full(place, failure) : failure;
    }

    static boolean concernsAll(Throwable failure) {
        return failure instanceof JobException known && known.code().equals(ErrorCode.NO_SPACE);
    }
}
