package io.headwater.speech.whisper;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What can go wrong with a model and the engine, for people. */
final class WhisperErrors {
    private static final ErrorCode MODEL_DAMAGED = new ErrorCode("MODEL_DAMAGED");
    private static final ErrorCode NATIVE_LIBRARY = new ErrorCode("NATIVE_LIBRARY");
    private static final ErrorCode SPEECH_FAILED = new ErrorCode("SPEECH_FAILED");

    private WhisperErrors() {}

    static JobException modelDamaged(Path model, String what) {
        return new JobException.Integrity(
                MODEL_DAMAGED,
                "%s is not a whole speech model: %s.".formatted(model, what),
                "Have it verified and downloaded again.");
    }

    static JobException modelUnreadable(Path model, IOException cause) {
        String why = cause instanceof NoSuchFileException ? "there is no such file" : cause.toString();
        return new JobException.Storage(
                ErrorCode.IO,
                "The speech model %s cannot be read: %s.".formatted(model, why),
                "Look whether the file, its disk and its permissions are as they should be.",
                cause);
    }

    static JobException noLibrary(String why) {
        return new JobException.Environment(
                NATIVE_LIBRARY,
                "whisper.cpp cannot be loaded on this machine: %s.".formatted(why),
                "It runs on Linux with glibc 2.31 or newer (x64, arm64), macOS and Windows (x64); on Linux it also needs the"
                        + " package libgomp1.",
                null);
    }

    static JobException noWorker(String why, IOException cause) {
        return new JobException.Environment(
                NATIVE_LIBRARY,
                "The process for whisper.cpp cannot be started: %s.".formatted(why),
                "Run it with a JDK or JRE that has bin/java, or within this process (WhisperEngine.inProcess()).",
                cause);
    }

    static JobException refused(Path model, String why) {
        return new JobException.Environment(
                SPEECH_FAILED,
                "whisper.cpp does not load %s: %s.".formatted(model, why),
                "The file is whole, so it may need more memory than there is, or a newer whisper.cpp.",
                null);
    }

    static JobException unknownLanguage(String language) {
        return new JobException.Invalid(
                ErrorCode.INPUT,
                "whisper.cpp knows no language \"%s\".".formatted(language),
                "Languages have codes such as en, de or ja; without one, it finds out.");
    }

    static JobException notHeard(Path model, String why) {
        return failed(
                "whisper.cpp failed at a stretch of sound with %s: %s.".formatted(model, why),
                "Another model may do better; the rest of the sound is not affected.");
    }

    /** @param last what it said at last; may be empty */
    static JobException crashed(Path model, int status, String last) {
        return failed(
                "The process that ran whisper.cpp with %s ended on its own, %s%s."
                        .formatted(model, meaning(status), last.isEmpty() ? "" : "; it said: " + last),
                "Have the model verified; if it is as it should be, try another one, or give the machine more memory.");
    }

    private static JobException failed(String message, String hint) {
        return new JobException.Execution(SPEECH_FAILED, false, message, hint, null);
    }

    private static String meaning(int status) {
        return switch (status) {
            case 134 -> "with status 134: it aborted";
            case 136 -> "with status 136: a wrong calculation";
            case 137 -> "with status 137: somebody killed it, or there was no memory left";
            case 139 -> "with status 139: it reached for memory that is not its own";
            default -> "with status " + status;
        };
    }
}
