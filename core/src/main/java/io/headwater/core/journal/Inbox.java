package io.headwater.core.journal;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/** What waits to be written, and the sleep of the one thread that takes it out. Anybody may put something in. */
final class Inbox {
    private static final int LARGEST_BATCH = 1_000;
    /**
     * A request that can start a job at once costs less than one that has to be kept waiting and found again, so while
     * jobs come and go quickly a batch takes only as many as there is room for; but never fewer than these.
     */
    private static final int LEAST_REQUESTS = 32;
    /** Far longer than it takes to write down a request. */
    private static final long LONGEST_EXPECTATION_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Thread reader;
    /** What callers ask for. */
    private final Queue<Entry<?>> requests =
            Queues.<Entry<?>>unboundedMultiproducer().get();
    /** What running jobs and the engine itself have to write: it comes first, because it frees slots and memory. */
    private final Queue<Entry<?>> reports =
            Queues.<Entry<?>>unboundedMultiproducer().get();
    /** What the engine decided as a consequence of the last batch; only the reader touches it. */
    private final ArrayDeque<Entry<?>> consequences = new ArrayDeque<>();

    private final AtomicInteger unwritten = new AtomicInteger();
    private volatile boolean asleep;
    private volatile boolean expecting;
    private volatile boolean closing;

    Inbox(Thread reader) {
        this.reader = reader;
    }

    void put(Entry<?> entry) {
        unwritten.incrementAndGet();
        (entry.request ? requests : reports).add(entry);
        if (asleep) {
            LockSupport.unpark(reader);
        }
    }

    /** Before all that waits; by the reader itself. */
    void putFirst(Entry<?> entry) {
        unwritten.incrementAndGet();
        consequences.add(entry);
    }

    /** Whether the reader slept; if so, it gets up. */
    boolean expect() {
        if (!asleep) {
            return false;
        }
        expecting = true;
        LockSupport.unpark(reader);
        return true;
    }

    /** The reader sleeps no more. */
    void close() {
        closing = true;
        LockSupport.unpark(reader);
    }

    int unwritten() {
        return unwritten.get();
    }

    void written(int entries) {
        unwritten.addAndGet(-entries);
    }

    boolean isEmpty() {
        return reports.isEmpty() && requests.isEmpty();
    }

    /** @param room how many requests are worth taking beside so many others */
    void takeInto(List<Entry<?>> batch, IntUnaryOperator room) {
        take(consequences, batch, Integer.MAX_VALUE);
        take(reports, batch, LARGEST_BATCH);
        take(requests, batch, Math.min(LARGEST_BATCH, Math.max(LEAST_REQUESTS, room.applyAsInt(batch.size()))));
    }

    private static void take(Queue<Entry<?>> from, List<Entry<?>> batch, int most) {
        for (int room = most; room > 0; room--) {
            Entry<?> next = from.poll();
            if (next == null) {
                return;
            }
            batch.add(next);
        }
    }

    /** At the end only: anybody may take what came too late. */
    synchronized @Nullable Entry<?> takeLate() {
        Entry<?> report = reports.poll();
        return report != null ? report : requests.poll();
    }

    /** Until something comes, or is expected. Answers whether it is expected. */
    boolean sleep() {
        asleep = true;
        if (isEmpty() && !closing && !expecting) {
            LockSupport.park(this);
        }
        asleep = false;
        boolean expected = expecting;
        if (expected) {
            expecting = false;
        }
        return expected;
    }

    /** For what is expected. Answers whether it came: whoever is expected may be refused before he asks. */
    boolean awaitExpected() {
        long longest = System.nanoTime() + LONGEST_EXPECTATION_NANOS;
        while (isEmpty() && System.nanoTime() < longest) {
            Thread.yield();
        }
        return !isEmpty();
    }
}
