package io.headwater.speech;

import io.headwater.jobs.JobException;
import io.headwater.speech.transcript.Segment;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns sound into text. An engine knows nothing about files, windows and subtitles: that is the job's part. All calls
 * block and belong on a thread for that.
 */
public interface SpeechEngine {
    /** Sound comes as samples of one channel, each between -1 and 1, so many a second. */
    int SAMPLES_PER_SECOND = 16_000;

    /** The longest stretch of sound that is heard at once. */
    int LONGEST_WINDOW = 30 * SAMPLES_PER_SECOND;

    /**
     * Begins with a model. It may still be loading when this returns; the first window waits for it. So a model that
     * cannot be loaded is told of here or there.
     *
     * @throws JobException when the file is no whole model, or the engine does not run on this machine
     */
    Session open(Path model, Options options) throws JobException;

    /** A loaded model. It hears one window at a time; further callers wait their turn. */
    interface Session extends AutoCloseable {
        /**
         * Hears one window: to its last sample when it is shorter than the longest, since it is then the last one. The end of
         * a full one may be left out; the next window must begin where the last segment ends, and hears it.
         *
         * @param window at least {@code samples} long; only read
         * @param samples at most {@link #LONGEST_WINDOW}
         * @param language a code such as "en"; null to find out, which costs time and may be answered otherwise for the next
         *     window, so ask once and keep the answer
         * @throws JobException when this window, or the model, is too much for the engine
         * @throws java.util.concurrent.CancellationException when the session is closed, before or meanwhile, or the thread
         *     interrupted
         */
        Heard transcribe(float[] window, int samples, @Nullable String language) throws JobException;

        /**
         * Ends it, from any thread. What happens to a window that is being heard depends on the engine: one that can stop
         * gives it up at once, another finishes it first.
         */
        @Override
        void close();
    }

    /**
     * What was said in a window.
     *
     * @param segments in order, within the window
     * @param language as it was asked for, or found
     */
    record Heard(List<Segment> segments, String language) {
        public Heard {
            segments = List.copyOf(segments);
        }
    }

    /**
     * How a model is to be run.
     *
     * @param threads more than there are idle cores make it slower, by a lot
     */
    record Options(int threads) {
        public Options {
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, was " + threads);
            }
        }

        public static Options defaults() {
            return new Options(1);
        }
    }
}
