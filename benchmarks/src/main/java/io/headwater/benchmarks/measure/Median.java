package io.headwater.benchmarks.measure;

import java.util.Collection;

/** What stands at a share of the way through sorted values. */
final class Median {
    private Median() {}

    static double of(Collection<Double> values) {
        return share(values, 0.5);
    }

    static double share(Collection<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }
}
