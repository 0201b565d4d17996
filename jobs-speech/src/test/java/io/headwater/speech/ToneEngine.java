package io.headwater.speech;

import io.headwater.speech.audio.Samples;
import io.headwater.speech.transcript.Segment;
import io.headwater.testkit.whisper.Word;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine that needs no model: of each five seconds it says the word that they sound like. It can be held in the middle of a
 * window, as a real one that takes its time.
 */
final class ToneEngine implements SpeechEngine {
    private static final int STEP = 5 * Samples.RATE;

    final AtomicInteger windows = new AtomicInteger();
    final AtomicInteger sessions = new AtomicInteger();
    private volatile int holdAt = -1;
    private volatile @Nullable RuntimeException failure;
    private volatile CountDownLatch reached = new CountDownLatch(1);

    /** From now on the window with this number, from 0 on, is never heard to its end. */
    CountDownLatch holdAt(int window) {
        reached = new CountDownLatch(1);
        holdAt = window;
        return reached;
    }

    void letGo() {
        holdAt = -1;
    }

    /** From now on no window is heard. */
    void fails(RuntimeException why) {
        failure = why;
    }

    @Override
    public Session open(Path model, Options options) {
        sessions.incrementAndGet();
        return new Hearing();
    }

    private final class Hearing implements Session {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public Heard transcribe(float[] window, int samples, @Nullable String language) {
            if (windows.getAndIncrement() == holdAt) {
                reached.countDown();
                try {
                    closed.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
                throw new CancellationException();
            }
            RuntimeException why = failure;
            if (why != null) {
                throw why;
            }
            var segments = new ArrayList<Segment>();
            for (int from = 0; samples - from > Samples.RATE; from += STEP) {
                int to = Math.min(from + STEP, samples);
                long start = 1000L * from / Samples.RATE;
                long end = 1000L * to / Samples.RATE;
                segments.add(
                        new Segment(start, end - (to - from == STEP ? 20 : 0), " " + word(hertz(window, from, to))));
            }
            return new Heard(List.copyOf(segments), language == null ? "es" : language);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static String word(int hertz) {
        return Arrays.stream(Word.values())
                .filter(word -> word.hertz() == hertz)
                .map(Word::text)
                .findFirst()
                .orElse("noise");
    }

    /** To the nearest hundred. */
    private static int hertz(float[] window, int from, int to) {
        int crossings = 0;
        for (int index = from + 1; index < to; index++) {
            if (window[index - 1] < 0 != window[index] < 0) {
                crossings++;
            }
        }
        return Math.round(crossings / 2f * Samples.RATE / (to - from) / 100) * 100;
    }
}
