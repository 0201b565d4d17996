package io.headwater.core.codec;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stored job keeps of its {@link DispatchOptions} beyond what has a column of its own; absent values are ordinary.
 * Durations are in milliseconds.
 */
public record Options(
        @Nullable Integer retries,
        @Nullable Long firstRest,
        @Nullable Long longestRest,
        @Nullable Double jitter,
        @Nullable Long timeout,
        @Nullable Long linger,
        @Nullable Long delay) {
    private static final Options ORDINARY = new Options(null, null, null, null, null, null, null);

    static Options of(DispatchOptions options) {
        RetryPolicy retry = options.retry();
        boolean retries = retry.retries() > 0;
        Duration timeout = options.timeout();
        Duration linger = options.lastWaiter().linger();
        Duration delay = options.delay();
        return new Options(
                retries ? (Integer) retry.retries() : null,
                retries ? (Long) retry.firstRest().toMillis() : null,
                retries ? (Long) retry.longestRest().toMillis() : null,
                retries ? (Double) retry.jitter() : null,
                timeout == null ? null : (Long) timeout.toMillis(),
                linger == null ? null : (Long) linger.toMillis(),
                delay == null ? null : (Long) delay.toMillis());
    }

    boolean areOrdinary() {
        return retries == null && timeout == null && linger == null && delay == null;
    }

    static Options ordinary() {
        return ORDINARY;
    }

    public RetryPolicy retry() {
        if (retries == null || firstRest == null || longestRest == null || jitter == null) {
            return RetryPolicy.none();
        }
        return new RetryPolicy(retries, Duration.ofMillis(firstRest), Duration.ofMillis(longestRest), jitter);
    }
}
