package io.headwater.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a job that handlers dispatched when the last of them that held it leaves. A job holds another from its
 * dispatch or await until it has waited for the end, or has ended itself; one that is paused, or that will be retried,
 * still holds it. What a host dispatched, joined or retried is always kept.
 *
 * @param linger how long nobody has to have come before the job is cancelled; null when it is kept
 */
public record LastWaiter(@Nullable Duration linger) {
    private static final LastWaiter KEEP = new LastWaiter(null);

    public LastWaiter {
        if (linger != null && linger.isNegative()) {
            throw new IllegalArgumentException("a linger must not be negative, was " + linger);
        }
    }

    /** The job goes on for whoever comes next. */
    public static LastWaiter keep() {
        return KEEP;
    }

    /** The job is cancelled, unless somebody comes meanwhile. Over a restart the linger counts again from its beginning. */
    public static LastWaiter cancelAfter(Duration linger) {
        return new LastWaiter(linger);
    }
}
