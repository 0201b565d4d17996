package io.headwater.core.progress;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much of something is done a second, smoothed. */
final class Speed {
    /** How fast an old speed is forgotten: after so many seconds it weighs about a third. */
    private static final double MEMORY_SECONDS = 5;

    private long since;
    private double reached;
    private @Nullable Double smoothed;
    /** For how many seconds. */
    private double watched;

    /** @param amount what was done before anybody looked */
    Speed(long now, double amount) {
        since = now;
        reached = amount;
    }

    /** So much is done by now. */
    void measure(double amount, long now) {
        if (amount < reached) {
            since = now; // it begins again: what is done now is not less than nothing
            reached = amount;
            return;
        }
        double seconds = (now - since) / 1e9;
        if (smoothed == null && reached == 0 && amount > 0 && seconds < 0.001) {
            reached = amount; // found done at the start: no speed
            return;
        }
        if (seconds >= 0.5) {
            double current = (amount - reached) / seconds;
            double before = smoothed == null ? 0 : smoothed;
            watched += seconds;
            smoothed = before + weightOf(seconds) * (current - before);
            since = now;
            reached = amount;
        }
    }

    /**
     * Of what was seen so far, not of all time: else the first moment, in which connections open and little comes, would
     * count as much as the five seconds after it.
     */
    private double weightOf(double seconds) {
        return (1 - Math.exp(-seconds / MEMORY_SECONDS)) / (1 - Math.exp(-watched / MEMORY_SECONDS));
    }

    /** Null until it has been watched for long enough. */
    @Nullable
    Double perSecond() {
        return smoothed;
    }

    /** How long so much takes; null where nobody can say. */
    @Nullable
    Duration timeFor(double amount) {
        Double speed = smoothed;
        return speed == null || speed <= 0 || amount < 0 ? null : Duration.ofMillis(Math.round(amount / speed * 1_000));
    }
}
