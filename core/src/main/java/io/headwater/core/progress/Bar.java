package io.headwater.core.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far a job is with all that belongs to it. It never shrinks. */
final class Bar {
    private @Nullable Parts parts;
    private double reached;
    private boolean whole;
    private @Nullable Speed speed;

    /** So much somebody has seen. */
    void reached(double fraction) {
        reached = Math.max(reached, fraction);
    }

    void consistsOf(Parts all) {
        if (parts != null) {
            parts.end();
        }
        parts = all;
    }

    @Nullable
    Parts parts() {
        return parts;
    }

    /** Whether the job's own work is all there is. */
    boolean isPlain() {
        return parts == null || parts.areNone();
    }

    /** The job has succeeded: of it and its parts nothing is left to be done. */
    void succeed() {
        whole = true;
    }

    /**
     * There may come to be more to do than was known: then the bar stands until it is true again.
     *
     * @param own of the job's own work; null where that is not known
     */
    @Nullable
    Double fraction(@Nullable Double own) {
        Parts all = parts;
        if (all != null && !all.areNone()) {
            return Math.max(reached, whole ? 1 : all.fraction(own));
        }
        return own == null ? null : (Double) Math.max(reached, own);
    }

    /** Own work and that of others may be measured in different units: what they have in common is the bar. */
    @Nullable
    Duration rest(double fraction, long now) {
        Speed known = speed;
        if (known == null) {
            known = new Speed(now, fraction);
            speed = known;
        }
        known.measure(fraction, now);
        return known.timeFor(1 - fraction);
    }
}
