package io.headwater.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a job is dispatched. Start from {@link #defaults()} and change what matters.
 *
 * @param name what identifies this dispatch within the handler that makes it; by default the job's own value does
 * @param queue whose slots it takes; by default the queue of its type
 * @param priority from −100 to 100, higher first
 * @param delay how long it must not start yet, counted from its dispatch: time that passes, however the wall clock is set;
 *     while the machine sleeps none does
 * @param startAt before when it must not start, on the wall clock; excludes {@code delay}
 * @param uniqueKey makes it shared work
 * @param requestKey what a client calls its request, so that sending it again does nothing; only for hosts
 * @param retry what happens when it fails
 * @param timeout how long one attempt may run and wait
 * @param lastWaiter what happens when the last handler that held it leaves; only for handlers, hosts always keep
 * @param weight how much it counts in the progress of the handler's job, whose own work counts 1
 * @param labels a host's own words, to find it again
 */
public record DispatchOptions(
        @Nullable String name,
        @Nullable String queue,
        int priority,
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable UniqueKey uniqueKey,
        @Nullable String requestKey,
        RetryPolicy retry,
        @Nullable Duration timeout,
        LastWaiter lastWaiter,
        double weight,
        Map<String, String> labels) {
    private static final int LONGEST_REQUEST_KEY = 255;
    private static final DispatchOptions DEFAULTS = new DispatchOptions(
            null, null, 0, null, null, null, null, RetryPolicy.none(), null, LastWaiter.keep(), 1, Map.of());

    public DispatchOptions {
        if (priority < -100 || priority > 100) {
            throw new IllegalArgumentException("priority goes from -100 to 100, was " + priority);
        }
        if (delay != null && startAt != null) {
            throw new IllegalArgumentException("a delay and a start time exclude each other");
        }
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, was " + delay);
        }
        if (requestKey != null && (requestKey.isBlank() || requestKey.length() > LONGEST_REQUEST_KEY)) {
            throw new IllegalArgumentException(
                    "a request key has 1 to %d characters, was \"%s\"".formatted(LONGEST_REQUEST_KEY, requestKey));
        }
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("timeout must be positive, was " + timeout);
        }
        if (!(weight >= 0 && weight <= 1_000_000)) {
            throw new IllegalArgumentException("weight goes from 0 to 1000000, was " + weight);
        }
        labels = Map.copyOf(labels);
    }

    public static DispatchOptions defaults() {
        return DEFAULTS;
    }

    public DispatchOptions withName(String newName) {
        return new DispatchOptions(
                newName,
                queue,
                priority,
                delay,
                startAt,
                uniqueKey,
                requestKey,
                retry,
                timeout,
                lastWaiter,
                weight,
                labels);
    }

    public DispatchOptions withQueue(String newQueue) {
        return new DispatchOptions(
                name,
                newQueue,
                priority,
                delay,
                startAt,
                uniqueKey,
                requestKey,
                retry,
                timeout,
                lastWaiter,
                weight,
                labels);
    }

    public DispatchOptions withPriority(int newPriority) {
        return new DispatchOptions(
                name,
                queue,
                newPriority,
                delay,
                startAt,
                uniqueKey,
                requestKey,
                retry,
                timeout,
                lastWaiter,
                weight,
                labels);
    }

    /** The first start comes this long after the dispatch. */
    public DispatchOptions withDelay(Duration newDelay) {
        return new DispatchOptions(
                name,
                queue,
                priority,
                newDelay,
                null,
                uniqueKey,
                requestKey,
                retry,
                timeout,
                lastWaiter,
                weight,
                labels);
    }

    /** The first start comes at this moment of the wall clock. */
    public DispatchOptions withStartAt(Instant moment) {
        return new DispatchOptions(
                name, queue, priority, null, moment, uniqueKey, requestKey, retry, timeout, lastWaiter, weight, labels);
    }

    public DispatchOptions withUniqueKey(UniqueKey key) {
        return new DispatchOptions(
                name, queue, priority, delay, startAt, key, requestKey, retry, timeout, lastWaiter, weight, labels);
    }

    /** Makes the dispatch safe to repeat for a day: the same request again is the same job, whatever became of it. */
    public DispatchOptions withRequestKey(String key) {
        return new DispatchOptions(
                name, queue, priority, delay, startAt, uniqueKey, key, retry, timeout, lastWaiter, weight, labels);
    }

    public DispatchOptions withRetry(RetryPolicy policy) {
        return new DispatchOptions(
                name,
                queue,
                priority,
                delay,
                startAt,
                uniqueKey,
                requestKey,
                policy,
                timeout,
                lastWaiter,
                weight,
                labels);
    }

    public DispatchOptions withTimeout(Duration limit) {
        return new DispatchOptions(
                name, queue, priority, delay, startAt, uniqueKey, requestKey, retry, limit, lastWaiter, weight, labels);
    }

    public DispatchOptions withLastWaiter(LastWaiter policy) {
        return new DispatchOptions(
                name, queue, priority, delay, startAt, uniqueKey, requestKey, retry, timeout, policy, weight, labels);
    }

    /** How much of the dispatching job's bar this job is, where that job's own work is 1. */
    public DispatchOptions withWeight(double share) {
        return new DispatchOptions(
                name,
                queue,
                priority,
                delay,
                startAt,
                uniqueKey,
                requestKey,
                retry,
                timeout,
                lastWaiter,
                share,
                labels);
    }

    public DispatchOptions withLabel(String key, String value) {
        var more = new TreeMap<>(labels);
        more.put(key, value);
        return new DispatchOptions(
                name, queue, priority, delay, startAt, uniqueKey, requestKey, retry, timeout, lastWaiter, weight, more);
    }
}
