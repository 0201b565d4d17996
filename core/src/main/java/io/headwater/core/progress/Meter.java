package io.headwater.core.progress;

import io.headwater.core.journal.JobRow;
import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One job's progress, and what follows from its course. */
final class Meter {
    /** How fast an old rate is forgotten: after so many seconds it weighs about a third. */
    private static final double MEMORY_SECONDS = 5;

    final long job;
    final long root;
    final String type;
    /** Whether somebody will show the newest report. */
    final AtomicBoolean announced = new AtomicBoolean();

    final AtomicBoolean unstored = new AtomicBoolean();
    volatile @Nullable Progress newest;
    /** What subscribers were told last. */
    volatile @Nullable Progress shown;

    volatile long lastSign;
    volatile long shownAt;
    volatile long storedAt;

    private final long begun;
    private long rateSince;
    private long rateDone;
    private @Nullable Double rate;

    Meter(JobRow row, long now) {
        job = row.id();
        root = row.root();
        type = row.type();
        begun = now;
        lastSign = now;
        rateSince = now;
        shownAt = now - TimeUnit.HOURS.toNanos(1);
        storedAt = shownAt;
    }

    /** The newest report with all that the engine derives; null when nothing was reported. */
    synchronized @Nullable Progress derive(long now) {
        Progress reported = newest;
        if (reported == null) {
            return null;
        }
        measure(reported, now);
        Long total = reported.total();
        Double fraction = total == null || total == 0 ? null : Math.min(1.0, (double) reported.done() / total);
        return reported.withDerived(fraction, rate, eta(reported), Duration.ofNanos(now - begun));
    }

    private void measure(Progress reported, long now) {
        double seconds = (now - rateSince) / 1e9;
        if (rate == null && rateDone == 0 && reported.done() > 0 && seconds < 0.001) {
            rateDone = reported.done(); // found done at the start: no speed
            return;
        }
        if (seconds >= 0.5) {
            double current = Math.max(0, reported.done() - rateDone) / seconds;
            double weight = 1 - Math.exp(-seconds / MEMORY_SECONDS);
            rate = rate == null ? current : rate + weight * (current - rate);
            rateSince = now;
            rateDone = reported.done();
        }
    }

    private @Nullable Duration eta(Progress reported) {
        Long total = reported.total();
        if (total == null || rate == null || rate <= 0 || total < reported.done()) {
            return null;
        }
        return Duration.ofMillis(Math.round((total - reported.done()) / rate * 1_000));
    }
}
