package io.headwater.speech.audio;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be known of a recording without hearing it.
 *
 * @param milliseconds how long it says it is, in a film that says no more how long the picture is; null when it does not say
 * @param least how much of it must be heard, lest that be a part of it; 0 where nobody knows
 * @param audible whether it has any sound, which films need not have
 */
public record Recording(Path file, @Nullable Long milliseconds, long least, boolean audible) {
    /** Some recorders count the head of the file as sound. */
    private static final long SLACK = 100;

    private static final long ROUGH_SLACK = 2_000;

    /** One that has its length written down. */
    static Recording exactly(Path file, long milliseconds) {
        return new Recording(file, milliseconds, milliseconds - SLACK, true);
    }

    /** One whose length has been estimated. */
    static Recording about(Path file, long milliseconds) {
        return new Recording(file, milliseconds, milliseconds - Math.max(ROUGH_SLACK, milliseconds / 20), true);
    }

    /** Fails when it was cut off, or turns out to hold nothing: then what was heard of it is not what it was. */
    public void checkHeard(long heard) {
        if (heard == 0) {
            throw AudioErrors.unreadable(file, "it holds no sound at all");
        }
        if (milliseconds != null && heard < least) {
            throw AudioErrors.cutOff(file, heard, milliseconds);
        }
    }
}
