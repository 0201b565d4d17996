package io.headwater.speech.whisper;

import io.headwater.speech.SpeechEngine;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * Runs models in the format of whisper.cpp ({@code ggml-*.bin}). A file is walked from end to end before native code sees
 * it, since that would take some damaged files for whole ones, and end the process over others.
 */
public final class WhisperEngine implements SpeechEngine {
    private final BiFunction<Path, Options, Session> sessions;

    private WhisperEngine(BiFunction<Path, Options, Session> sessions) {
        this.sessions = sessions;
    }

    /**
     * Runs each session in a process of its own, another JVM. Closing it stops it at once, in the middle of a window, and
     * what native code does to its process it does not do to this one. It costs about half a second a session.
     */
    public static SpeechEngine inWorker() {
        return new WhisperEngine(WorkerSession::new);
    }

    /**
     * Runs in this JVM, for where there is no {@code java} program to start. All sessions take turns; closing one waits for
     * the window that is being heard, and a crash of native code ends the JVM.
     */
    public static SpeechEngine inProcess() {
        return new WhisperEngine(LocalSession::new);
    }

    @Override
    public Session open(Path model, Options options) {
        GgmlFile.check(model);
        return sessions.apply(model.toAbsolutePath(), options);
    }

    static void requireWindow(float[] window, int samples) {
        if (samples < 0 || samples > window.length || samples > LONGEST_WINDOW) {
            throw new IllegalArgumentException("a window has 0 to %d samples, was %d of an array of %d"
                    .formatted(LONGEST_WINDOW, samples, window.length));
        }
    }
}
