package io.headwater.speech;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Loads a model when it is first needed, for all recordings of a job, and anew when it had to be given up. Blocks. */
final class SessionKeeper {
    private final SpeechEngine engine;
    private final Path model;
    private @Nullable Watched session;
    private boolean ended;

    SessionKeeper(SpeechEngine engine, Path model) {
        this.engine = engine;
        this.model = model;
    }

    synchronized SpeechEngine.Session session() {
        if (ended) {
            throw new CancellationException("the job is over");
        }
        if (session == null) {
            session = new Watched(engine.open(model, SpeechEngine.Options.defaults()));
        }
        return session;
    }

    /** Ends what it is at; the next recording gets a fresh one. */
    synchronized void drop() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** The same, but only for a session that has failed itself; that a recording is damaged is no fault of its. */
    synchronized void dropIfSpoilt() {
        if (session != null && session.spoilt) {
            drop();
        }
    }

    synchronized void end() {
        ended = true;
        drop();
    }

    /** Remembers that it has failed. */
    private static final class Watched implements SpeechEngine.Session {
        private final SpeechEngine.Session session;
        private volatile boolean spoilt;

        Watched(SpeechEngine.Session session) {
            this.session = session;
        }

        @Override
        public SpeechEngine.Heard transcribe(float[] window, int samples, @Nullable String language) {
            boolean heard = false;
            try {
                SpeechEngine.Heard words = session.transcribe(window, samples, language);
                heard = true;
                return words;
            } finally {
                spoilt |= !heard;
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
