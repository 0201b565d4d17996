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
 * @param delay how long it must not start yet, counted from its dispatch
 * @param startAt before when it must not start, on the wall clock; excludes {@code delay}
 * @param uniqueKey makes it shared work
 * @param retry what happens when it fails
 * @param timeout how long one attempt may run and wait
 * @param labels a host's own words, to find it again
 */
public record DispatchOptions(
        @Nullable String name,
        @Nullable String queue,
        int priority,
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable UniqueKey uniqueKey,
        RetryPolicy retry,
        @Nullable Duration timeout,
        Map<String, String> labels) {
    private static final DispatchOptions DEFAULTS =
            new DispatchOptions(null, null, 0, null, null, null, RetryPolicy.none(), null, Map.of());

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
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("timeout must be positive, was " + timeout);
        }
        labels = Map.copyOf(labels);
    }

    public static DispatchOptions defaults() {
        return DEFAULTS;
    }

    public DispatchOptions withName(String newName) {
        return new DispatchOptions(newName, queue, priority, delay, startAt, uniqueKey, retry, timeout, labels);
    }

    public DispatchOptions withQueue(String newQueue) {
        return new DispatchOptions(name, newQueue, priority, delay, startAt, uniqueKey, retry, timeout, labels);
    }

    public DispatchOptions withPriority(int newPriority) {
        return new DispatchOptions(name, queue, newPriority, delay, startAt, uniqueKey, retry, timeout, labels);
    }

    /** The first start comes this long after the dispatch. */
    public DispatchOptions withDelay(Duration newDelay) {
        return new DispatchOptions(name, queue, priority, newDelay, null, uniqueKey, retry, timeout, labels);
    }

    /** The first start comes at this moment of the wall clock. */
    public DispatchOptions withStartAt(Instant moment) {
        return new DispatchOptions(name, queue, priority, null, moment, uniqueKey, retry, timeout, labels);
    }

    public DispatchOptions withUniqueKey(UniqueKey key) {
        return new DispatchOptions(name, queue, priority, delay, startAt, key, retry, timeout, labels);
    }

    public DispatchOptions withRetry(RetryPolicy policy) {
        return new DispatchOptions(name, queue, priority, delay, startAt, uniqueKey, policy, timeout, labels);
    }

    public DispatchOptions withTimeout(Duration limit) {
        return new DispatchOptions(name, queue, priority, delay, startAt, uniqueKey, retry, limit, labels);
    }

    public DispatchOptions withLabel(String key, String value) {
        var more = new TreeMap<>(labels);
        more.put(key, value);
        return new DispatchOptions(name, queue, priority, delay, startAt, uniqueKey, retry, timeout, more);
    }
}
