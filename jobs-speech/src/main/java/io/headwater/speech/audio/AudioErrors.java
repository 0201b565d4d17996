package io.headwater.speech.audio;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.nio.file.Path;

/** What stands between a recording and its sound. */
final class AudioErrors {
    private AudioErrors() {}

    static JobException noFfmpeg(Path file) {
        return toolMissing("%s is no WAV file, and the program ffmpeg, which reads all others, is not on this machine"
                .formatted(file));
    }

    static JobException packed(Path file) {
        return toolMissing(
                "%s is packed in a way that needs the program ffmpeg, which is not on this machine".formatted(file));
    }

    private static JobException toolMissing(String message) {
        return new JobException.Environment(
                new ErrorCode("TOOL_MISSING"),
                message,
                "Install it: apt-get install ffmpeg, brew install ffmpeg, or winget install ffmpeg.",
                null);
    }

    static JobException cutOff(Path file, long milliseconds, long promised) {
        return unreadable(file, "it ends after %d of %d seconds".formatted(milliseconds / 1000, promised / 1000));
    }

    static JobException cutOff(Path file) {
        return unreadable(file, "it ends before it should");
    }

    static JobException unreadable(Path file, String why) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                // ffmpeg names the file first, as it calls it itself.
                "%s cannot be heard: %s".formatted(file, why.replace("file:" + file + ": ", "")),
                "Play it to see whether it is damaged, and get it again if it is.");
    }
}
