package io.headwater.speech.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperContextParams;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import io.headwater.speech.SpeechEngine;
import io.headwater.speech.SpeechEngine.Heard;
import io.headwater.speech.transcript.Segment;
import io.headwater.speech.whisper.WhisperException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A model that whisper.cpp has loaded into this process.
 *
 * <p>The binding keeps its handles in plain maps, and a handle that is freed while a window is being heard takes the JVM
 * with it. Therefore one lock lets a single call at a time into native code, whichever model it is for.
 */
final class NativeModel implements AutoCloseable {
    private static final ReentrantLock NATIVE_CODE = new ReentrantLock(true);

    /** whisper.cpp stops when a second or less is left. */
    private static final int SILENCE_AT_THE_END = SpeechEngine.SAMPLES_PER_SECOND * 3 / 2;

    private static final int SAMPLES_PER_MILLI = SpeechEngine.SAMPLES_PER_SECOND / 1_000;
    private static final int MILLIS_PER_TICK = 10;

    private final WhisperJNI whisper = new WhisperJNI();
    private final WhisperContext context;
    private final boolean multilingual;
    private final int threads;
    private boolean closed;

    /** @param threads for each window */
    NativeModel(Path model, int threads) throws WhisperException, InterruptedException {
        WhisperLibrary.load();
        this.threads = threads;
        NATIVE_CODE.lockInterruptibly();
        try {
            context = loaded(model);
            multilingual = whisper.isMultilingual(context);
        } finally {
            NATIVE_CODE.unlock();
        }
    }

    private WhisperContext loaded(Path model) throws WhisperException {
        NativeLog.clear();
        @Nullable WhisperContext loaded;
        try {
            loaded = whisper.init(model, new WhisperContextParams());
        } catch (IOException e) {
            throw new WhisperException(Kind.MODEL_REFUSED, e.toString());
        }
        if (loaded == null) {
            throw new WhisperException(Kind.MODEL_REFUSED, NativeLog.reason());
        }
        return loaded;
    }

    Heard hear(float[] window, int samples, @Nullable String language) throws WhisperException, InterruptedException {
        float[] sound = toTheEnd(window, samples);
        NATIVE_CODE.lockInterruptibly();
        try {
            if (closed) {
                throw new CancellationException("the session has been closed");
            }
            String asked = multilingual ? language : "en";
            run(sound, asked == null ? "auto" : asked);
            String found = asked == null ? NativeLog.detectedLanguage().orElse("en") : asked;
            return new Heard(segments(samples / SAMPLES_PER_MILLI), found);
        } finally {
            NativeLog.clear();
            NATIVE_CODE.unlock();
        }
    }

    /** A full window is followed by another one, which hears its end again; a shorter one is the last, and ends in silence. */
    private static float[] toTheEnd(float[] window, int samples) {
        int silence = samples < SpeechEngine.LONGEST_WINDOW ? SILENCE_AT_THE_END : 0;
        float[] sound = Arrays.copyOf(window, samples + silence);
        Arrays.fill(sound, samples, sound.length, 0);
        return sound;
    }

    private void run(float[] sound, String language) throws WhisperException {
        NativeLog.clear();
        var settings = new WhisperFullParams(WhisperSamplingStrategy.GREEDY);
        settings.nThreads = threads;
        settings.language = language;
        settings.printProgress = false;
        int status = whisper.full(context, settings, sound, sound.length);
        if (NativeLog.tells("unknown language")) {
            throw new WhisperException(Kind.LANGUAGE_UNKNOWN, language);
        }
        if (status != 0) {
            throw new WhisperException(Kind.NOT_HEARD, "status " + status + ", " + NativeLog.reason());
        }
    }

    /** @param length of the window in milliseconds; times may lie outside, even far */
    private List<Segment> segments(long length) {
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < whisper.fullNSegments(context); i++) {
            long start = Math.max(0, whisper.fullGetSegmentTimestamp0(context, i) * MILLIS_PER_TICK);
            long end = Math.min(length, whisper.fullGetSegmentTimestamp1(context, i) * MILLIS_PER_TICK);
            String text =
                    NativeText.mended(whisper.fullGetSegmentText(context, i)).strip();
            if (start < length && !text.isEmpty()) {
                segments.add(new Segment(start, Math.max(start, end), text));
            }
        }
        return segments;
    }

    /** Waits until the window that is being heard has been. */
    @Override
    public void close() {
        NATIVE_CODE.lock();
        try {
            if (!closed) {
                closed = true;
                context.close();
            }
        } finally {
            NATIVE_CODE.unlock();
        }
    }
}
