package io.headwater.speech.audio;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be known of a recording without hearing it.
 *
 * @param milliseconds how long it says it is; null when it does not say
 * @param audible whether it has any sound, which films need not have
 */
public record Recording(Path file, @Nullable Long milliseconds, boolean audible) {
    private static final long SLACK = 2_000;

    /** Fails when it was cut off, or turns out to hold nothing: then what was heard of it is not what it was. */
    public void checkHeard(long heard) {
        if (heard == 0) {
            throw AudioErrors.unreadable(file, "it holds no sound at all");
        }
        if (milliseconds != null && heard < milliseconds - Math.max(SLACK, milliseconds / 20)) {
            throw AudioErrors.cutOff(file, heard, milliseconds);
        }
    }
}
