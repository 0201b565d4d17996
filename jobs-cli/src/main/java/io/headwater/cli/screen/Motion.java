package io.headwater.cli.screen;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a job moves.
 *
 * @param rate units a second; null where nobody knows
 * @param rest what is left to be done takes about so long; null where nobody can say
 * @param isEstimating whether that will be known soon
 * @param stalledFor for how long nothing has moved, when that is worth a word
 */
record Motion(
        @Nullable Double rate,
        @Nullable Duration rest,
        boolean isEstimating,
        @Nullable Duration stalledFor) {
    /** Of a job that is not at work. */
    static final Motion NONE = new Motion(null, null, false, null);
}
