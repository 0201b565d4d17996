package io.headwater.speech;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Loads a model when it is first needed, for all recordings of a job, and anew when it had to be given up. Blocks. */
final class SessionKeeper {
    private final SpeechEngine engine;
    private final Path model;
    private SpeechEngine.@Nullable Session session;
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
            session = engine.open(model, SpeechEngine.Options.defaults());
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

    synchronized void end() {
        ended = true;
        drop();
    }
}
