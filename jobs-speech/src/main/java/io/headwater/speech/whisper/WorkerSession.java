package io.headwater.speech.whisper;

import io.headwater.jobs.JobException;
import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.SpeechEngine.Options;
import io.headwater.speech.SpeechEngine.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A model in a process of its own. When that dies over a window, the next window gets another one. */
final class WorkerSession implements Session {
    private final Path model;
    private final int threads;

    /** Held for a whole window; closing does not ask for it. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private @Nullable Worker worker;
    private boolean closed;

    WorkerSession(Path model, Options options) {
        this.model = model;
        threads = options.threads();
        worker = Worker.start(model, threads);
    }

    @Override
    public Heard transcribe(float[] window, int samples, @Nullable String language) {
        WhisperEngine.requireWindow(window, samples);
        try {
            turn.lockInterruptibly();
            try {
                return transcribeWith(living(), window, samples, language);
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for whisper.cpp");
        }
    }

    private Heard transcribeWith(Worker living, float[] window, int samples, @Nullable String language)
            throws InterruptedException {
        boolean goesOn = false;
        try {
            Heard heard = living.hear(window, samples, language);
            goesOn = true;
            return heard;
        } catch (WhisperException e) {
            goesOn = e.concernsOneWindow();
            throw e.about(model);
        } catch (IOException e) {
            throw ending(living);
        } finally {
            if (!goesOn) {
                forget(living);
            }
        }
    }

    private RuntimeException ending(Worker ended) throws InterruptedException {
        Worker.Ending ending = ended.ending();
        synchronized (this) {
            return closed ? new CancellationException("the session has been closed") : crash(ending);
        }
    }

    private JobException crash(Worker.Ending ending) {
        return WhisperErrors.crashed(model, ending.status(), ending.lastWords());
    }

    private synchronized Worker living() {
        if (closed) {
            throw new CancellationException("the session has been closed");
        }
        Worker living = worker;
        if (living == null) {
            living = Worker.start(model, threads);
            worker = living;
        }
        return living;
    }

    private void forget(Worker dead) {
        synchronized (this) {
            worker = null;
        }
        dead.kill();
    }

    @Override
    public void close() {
        Worker last;
        synchronized (this) {
            closed = true;
            last = worker;
            worker = null;
        }
        if (last != null) {
            last.kill();
        }
    }
}
