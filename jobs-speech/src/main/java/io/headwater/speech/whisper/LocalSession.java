package io.headwater.speech.whisper;

import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.SpeechEngine.Options;
import io.headwater.speech.SpeechEngine.Session;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A model in this very process. */
final class LocalSession implements Session {
    private final Path path;
    private final NativeModel model;

    LocalSession(Path path, Options options) {
        this.path = path;
        try {
            model = new NativeModel(path, options.threads());
        } catch (WhisperException e) {
            throw e.about(path);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public Heard transcribe(float[] window, int samples, @Nullable String language) {
        WhisperEngine.requireWindow(window, samples);
        try {
            return model.hear(window, samples, language);
        } catch (WhisperException e) {
            throw e.about(path);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while waiting for whisper.cpp");
    }

    @Override
    public void close() {
        model.close();
    }
}
