package io.headwater.cli.screen;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When a line about a job's progress is due: after a second, or after five percent, whichever comes first. */
final class Pace {
    /** Short of a second by as long as it may take until somebody looks again. */
    private static final long LONGEST = Duration.ofMillis(900).toNanos();

    private static final double LARGEST = 0.05;

    private final long toldAt;
    private final double toldFraction;

    Pace(long toldAt, @Nullable Double fraction) {
        this.toldAt = toldAt;
        this.toldFraction = valueOf(fraction);
    }

    boolean isDue(long now, @Nullable Double fraction) {
        return now - toldAt >= LONGEST || valueOf(fraction) - toldFraction >= LARGEST;
    }

    private static double valueOf(@Nullable Double fraction) {
        return fraction == null ? 0 : fraction;
    }
}
