package io.headwater.speech.transcript;

/**
 * A stretch of sound and what was said in it.
 *
 * @param startMillis from the beginning of what was heard: of the window in an engine's answer, of the file in a transcript
 * @param endMillis never before the start
 */
public record Segment(long startMillis, long endMillis, String text) {
    public Segment {
        if (startMillis < 0 || endMillis < startMillis) {
            throw new IllegalArgumentException(
                    "a segment begins at 0 or later and ends after that, was " + startMillis + " to " + endMillis);
        }
    }

    /** The same words, so much later. */
    public Segment later(long millis) {
        return new Segment(startMillis + millis, endMillis + millis, text);
    }
}
