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

    /** @param amount what was done before anybody looked */
    Speed(long now, double amount) {
        since = now;
        reached = amount;
    }

    /** So much is done by now. */
    void measure(double amount, long now) {
        double seconds = (now - since) / 1e9;
        if (smoothed == null && reached == 0 && amount > 0 && seconds < 0.001) {
            reached = amount; // found done at the start: no speed
            return;
        }
        if (seconds >= 0.5) {
            double current = Math.max(0, amount - reached) / seconds;
            double weight = 1 - Math.exp(-seconds / MEMORY_SECONDS);
            smoothed = smoothed == null ? current : smoothed + weight * (current - smoothed);
            since = now;
            reached = amount;
        }
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
