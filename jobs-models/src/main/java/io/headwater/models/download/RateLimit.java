package io.headwater.models.download;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * How many bytes a second may arrive, for one download or for all that share it; may be changed while they do. It lets
 * what has arrived wait; the source then waits too, because nobody takes its bytes.
 */
public final class RateLimit {
    /** After this long, whoever waits looks whether the limit has been changed. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private @Nullable Long bytesPerSecond;

    // What may arrive at once; below zero it is what has arrived too early.
    private double credit;
    private long creditedAt;

    private RateLimit(@Nullable Long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public static RateLimit none() {
        return new RateLimit(null);
    }

    public static RateLimit of(long bytesPerSecond) {
        RateLimit limit = none();
        limit.set(bytesPerSecond);
        return limit;
    }

    /** Holds from now on. */
    public synchronized void set(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit is at least one byte a second, was " + bytes);
        }
        bytesPerSecond = bytes;
    }

    /** From now on there is none. */
    public synchronized void lift() {
        bytesPerSecond = null;
        credit = 0;
    }

    synchronized boolean isSet() {
        return bytesPerSecond != null;
    }

    /** Completes when so many bytes may have arrived. */
    Mono<Void> admit(int bytes, Scheduler scheduler) {
        return Mono.defer(() -> {
            take(bytes, scheduler);
            return untilPaid(scheduler);
        });
    }

    private Mono<Void> untilPaid(Scheduler scheduler) {
        return Mono.defer(() -> {
            Duration wait = left(scheduler);
            return wait.isZero() ? Mono.empty() : Mono.delay(wait, scheduler).then(untilPaid(scheduler));
        });
    }

    /** Whether something that has arrived has to wait. */
    synchronized boolean holdsBack() {
        return credit < 0;
    }

    private synchronized void take(int bytes, Scheduler scheduler) {
        if (bytesPerSecond != null) {
            earn(bytesPerSecond, scheduler);
            credit -= bytes;
        }
    }

    private synchronized Duration left(Scheduler scheduler) {
        if (bytesPerSecond == null) {
            return Duration.ZERO;
        }
        earn(bytesPerSecond, scheduler);
        long nanos = Math.round(Math.ceil(-credit * NANOS / bytesPerSecond));
        return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(Math.min(nanos, LONGEST_WAIT.toNanos()));
    }

    /** What nobody took is not saved up: a second of silence is no reason to flood the network after it. */
    private void earn(long rate, Scheduler scheduler) {
        long now = scheduler.now(TimeUnit.NANOSECONDS);
        // The clock may have been set; a second is more than anybody waits before he looks again.
        double elapsed = Math.max(0, Math.min(now - creditedAt, NANOS));
        creditedAt = now;
        credit = Math.min(credit + elapsed * rate / NANOS, rate * (LONGEST_WAIT.toNanos() / NANOS));
    }
}
