package io.headwater.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * What a figure must reach: a bound on the figure itself, or on its ratio to the same figure of another contender in the
 * same round.
 */
public record Goal(
        String figure, String contender, @Nullable String reference, boolean atLeast, double bound) {
    static Goal atLeast(double bound, String figure, String contender, String reference) {
        return new Goal(figure, contender, reference, true, bound);
    }

    static Goal atMost(double bound, String figure, String contender, String reference) {
        return new Goal(figure, contender, reference, false, bound);
    }

    static Goal atLeast(double bound, String figure, String contender) {
        return new Goal(figure, contender, null, true, bound);
    }

    static Goal atMost(double bound, String figure, String contender) {
        return new Goal(figure, contender, null, false, bound);
    }

    public boolean isMetBy(double value) {
        return atLeast ? value >= bound : value <= bound;
    }
}
