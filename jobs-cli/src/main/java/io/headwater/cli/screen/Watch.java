package io.headwater.cli.screen;

import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of a job at work from having looked at it before. */
final class Watch {
    private static final long NO_RATE_AFTER = TimeUnit.SECONDS.toNanos(2);
    private static final long STALLED_AFTER = TimeUnit.SECONDS.toNanos(5);

    private final Rest rest = new Rest();
    private @Nullable Progress last;
    private long countedAt;
    private long movedAt;

    Motion look(Progress progress, long now) {
        notice(progress, now);
        // Whoever sends nothing reports nothing either, so the last known rate would stand for ever.
        boolean sendsNothing = progress.unit() == Progress.Unit.BYTES && now - countedAt >= NO_RATE_AFTER;
        Double rate = progress.rate() != null && sendsNothing ? (Double) 0.0 : progress.rate();
        if (progress.eta() == null || progress.eta().isZero() || sendsNothing) {
            return new Motion(rate, null, false, stalledFor(progress, now));
        }
        Duration left = rest.of(progress, now);
        return new Motion(rate, left, left == null, stalledFor(progress, now));
    }

    private void notice(Progress progress, long now) {
        Progress before = last;
        if (before == null || before.done() != progress.done()) {
            countedAt = now;
            movedAt = now;
        } else if (!isSameWork(before, progress)) {
            movedAt = now;
        }
        last = progress;
    }

    /** A job that counts nothing may still say what it does. */
    private static boolean isSameWork(Progress before, Progress after) {
        return before.itemsDone() == after.itemsDone()
                && Objects.equals(before.phase(), after.phase())
                && Objects.equals(before.item(), after.item())
                && Objects.equals(before.message(), after.message());
    }

    private @Nullable Duration stalledFor(Progress progress, long now) {
        Long total = progress.total();
        boolean awaitsBytes = progress.unit() == Progress.Unit.BYTES && (total == null || progress.done() < total);
        return awaitsBytes && now - movedAt >= STALLED_AFTER ? Duration.ofNanos(now - movedAt) : null;
    }
}
