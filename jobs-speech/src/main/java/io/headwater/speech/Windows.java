package io.headwater.speech;

import io.headwater.speech.audio.Samples;
import java.io.IOException;

/**
 * A recording, in stretches as long as an engine can hear at once. Where the next begins is decided when the one before has
 * been heard, so that no word is cut in two. Blocks.
 */
final class Windows {
    /** Less than that at the very end is no speech. */
    private static final int SHORTEST = Samples.RATE / 2;

    private final Samples samples;
    private final float[] window = new float[SpeechEngine.LONGEST_WINDOW];
    private long start;
    private int filled;
    private boolean ended;

    /** @param start where the samples begin in the recording */
    Windows(Samples samples, long start) {
        this.samples = samples;
        this.start = start;
    }

    /** Whether there is anything left to be heard; if so, it is in the window. */
    boolean fill() throws IOException {
        if (!ended) {
            int wanted = window.length - filled;
            int read = samples.read(window, filled, wanted);
            filled += read;
            ended = read < wanted;
        }
        return filled >= SHORTEST;
    }

    float[] window() {
        return window;
    }

    int length() {
        return filled;
    }

    /** Where the window begins in the recording. */
    long start() {
        return start;
    }

    /** Whether nothing comes after this window. */
    boolean isLast() {
        return ended;
    }

    /** The next window begins so many samples after this one. */
    void advance(int by) {
        System.arraycopy(window, by, window, 0, filled - by);
        filled -= by;
        start += by;
    }

    /** Engines hear things where there is nothing to be heard. */
    boolean isSilent() {
        float loudest = 0;
        for (int index = 0; index < filled; index++) {
            loudest = Math.max(loudest, Math.abs(window[index]));
        }
        return loudest < 0.001f;
    }
}
