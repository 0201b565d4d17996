package io.headwater.jobs;

import java.time.Duration;

/**
 * What becomes of a job when nobody waits for it any more. A job that a host dispatched itself is always kept.
 *
 * @param cancels whether it is cancelled then
 * @param linger how long somebody may still come back
 */
public record LastWaiter(boolean cancels, Duration linger) {
    private static final LastWaiter KEEP = new LastWaiter(false, Duration.ZERO);

    public LastWaiter {
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative, was " + linger);
        }
    }

    /** It goes on: whoever comes next finds it done. */
    public static LastWaiter keep() {
        return KEEP;
    }

    public static LastWaiter cancelAfter(Duration linger) {
        return new LastWaiter(true, linger);
    }
}
