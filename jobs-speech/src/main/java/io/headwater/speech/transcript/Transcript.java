package io.headwater.speech.transcript;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said in a recording, and when.
 *
 * @param language in which it was said, as a code of two or three letters; null where nobody knows
 * @param model by which name the model is known that heard it
 * @param digest of that model's file
 * @param milliseconds how long the recording is
 * @param segments in order, none over another
 */
public record Transcript(
        @Nullable String language, String model, String digest, long milliseconds, List<Segment> segments) {
    public Transcript {
        segments = List.copyOf(segments);
    }
}
