package io.headwater.core.progress;

import org.jspecify.annotations.Nullable;

/** What one job counts in the progress of another, which dispatched it or waits for it. */
final class Part {
    final Parts all;
    final double weight;
    /** The one that counts in somebody else's progress. */
    volatile @Nullable Part next;

    /** From 0 to 1; guarded by {@code all}. */
    double done;

    Part(Parts all, double weight, double done) {
        this.all = all;
        this.weight = weight;
        this.done = done;
    }
}
