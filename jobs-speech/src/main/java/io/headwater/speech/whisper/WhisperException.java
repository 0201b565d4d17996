package io.headwater.speech.whisper;

import io.headwater.jobs.JobException;
import java.nio.file.Path;

/** whisper.cpp does not do what it was asked for; the message says why. Crosses from a worker as kind and message. */
final class WhisperException extends Exception {
    private static final long serialVersionUID = 1L;

    enum Kind {
        NO_LIBRARY,
        MODEL_REFUSED,
        LANGUAGE_UNKNOWN,
        NOT_HEARD
    }

    private final Kind kind;
    private final String why;

    WhisperException(Kind kind, String why) {
        super(why);
        this.kind = kind;
        this.why = why;
    }

    Kind kind() {
        return kind;
    }

    String why() {
        return why;
    }

    /** Whether the model can hear other windows nevertheless. */
    boolean concernsOneWindow() {
        return kind == Kind.NOT_HEARD || kind == Kind.LANGUAGE_UNKNOWN;
    }

    JobException about(Path model) {
        return switch (kind) {
            case NO_LIBRARY -> WhisperErrors.noLibrary(why);
            case MODEL_REFUSED -> WhisperErrors.refused(model, why);
            case LANGUAGE_UNKNOWN -> WhisperErrors.unknownLanguage(why);
            case NOT_HEARD -> WhisperErrors.notHeard(model, why);
        };
    }
}
