package io.headwater.jobs;

import java.time.Duration;

/**
 * How often a failed job is tried again, and how long it rests before each retry.
 *
 * @param retries how many attempts may follow the first
 * @param firstRest how long the job rests before the first retry; doubles with each further one
 * @param longestRest where the doubling ends
 * @param jitter up to which share of the rest chance adds to it, so that jobs that failed together do not retry together
 */
public record RetryPolicy(int retries, Duration firstRest, Duration longestRest, double jitter) {
    private static final RetryPolicy NONE = new RetryPolicy(0, Duration.ofSeconds(2), Duration.ofHours(1), 0.2);

    public RetryPolicy {
        if (retries < 0) {
            throw new IllegalArgumentException("retries must not be negative, was " + retries);
        }
        if (firstRest.isNegative() || longestRest.compareTo(firstRest) < 0) {
            throw new IllegalArgumentException("rests must grow from 0 on, were " + firstRest + " to " + longestRest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is a share from 0 to 1, was " + jitter);
        }
    }

    /** No retry. */
    public static RetryPolicy none() {
        return NONE;
    }

    /** Three retries after 2, 4 and 8 seconds, each plus 0 to 20 %. */
    public static RetryPolicy defaults() {
        return NONE.withRetries(3);
    }

    public RetryPolicy withRetries(int count) {
        return new RetryPolicy(count, firstRest, longestRest, jitter);
    }

    public RetryPolicy withRest(Duration first, Duration longest) {
        return new RetryPolicy(retries, first, longest, jitter);
    }

    public RetryPolicy withJitter(double share) {
        return new RetryPolicy(retries, firstRest, longestRest, share);
    }

    /**
     * How long to rest before a retry.
     *
     * @param retry which one, from 1 on
     * @param chance a number from 0 to 1 that scales the jitter
     */
    public Duration restBefore(int retry, double chance) {
        long growth = 1L << Math.min(retry - 1, 62);
        // Divide the ceiling rather than multiply the floor: a product this large overflows Duration.
        boolean belowCeiling = firstRest.compareTo(longestRest.dividedBy(growth)) < 0;
        Duration rest = belowCeiling ? firstRest.multipliedBy(growth) : longestRest;
        return rest.plusMillis(Math.round(rest.toMillis() * jitter * chance));
    }
}
