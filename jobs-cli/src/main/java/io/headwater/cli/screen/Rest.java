package io.headwater.cli.screen;

import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.DoubleSummaryStatistics;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a job's time, as it is told: not before it can be known, in steps that people think in, and not up and down
 * with every breath of the network.
 */
final class Rest {
    private static final Duration SOONEST = Duration.ofSeconds(5);
    private static final double LEAST_DONE = 0.01;
    private static final double WIDEST_SPREAD = 0.5;
    private static final long SAMPLE_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final int SAMPLES = 5;
    /** A new estimate this near to what is told already, as a share of it, changes nothing. */
    private static final double SAME = 0.2;

    private final Deque<Double> rates = new ArrayDeque<>();
    private long sampledAt;
    private @Nullable Long endsAt;

    /** Null where it is too early to say. */
    @Nullable
    Duration of(Progress progress, long now) {
        sample(progress.rate(), now);
        Duration estimate = progress.eta();
        if (estimate == null || !canBeKnown(progress)) {
            endsAt = null;
            return null;
        }
        Long told = endsAt;
        if (told == null || !isNear(estimate.toNanos(), told - now)) {
            told = now + estimate.toNanos();
            endsAt = told;
        }
        return rounded(Duration.ofNanos(told - now));
    }

    private void sample(@Nullable Double rate, long now) {
        if (rate != null && (rates.isEmpty() || now - sampledAt >= SAMPLE_EVERY)) {
            sampledAt = now;
            rates.addLast(rate);
            if (rates.size() > SAMPLES) {
                rates.removeFirst();
            }
        }
    }

    private boolean canBeKnown(Progress progress) {
        boolean isUnderWay = progress.elapsed() != null
                && progress.elapsed().compareTo(SOONEST) >= 0
                && progress.fraction() != null
                && progress.fraction() >= LEAST_DONE;
        DoubleSummaryStatistics seen =
                rates.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        return isUnderWay && seen.getMax() - seen.getMin() <= WIDEST_SPREAD * seen.getAverage();
    }

    private static boolean isNear(long estimate, long told) {
        return Math.abs(estimate - told) <= Math.max(SOONEST.toNanos(), SAME * told);
    }

    static Duration rounded(Duration rest) {
        long seconds = Math.max(1, rest.plusMillis(999).toSeconds());
        long step = seconds <= 60 ? 5 : seconds <= 1_800 ? 60 : 300;
        return Duration.ofSeconds((seconds + step - 1) / step * step);
    }
}
