package io.headwater.core.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls into the host's code: answers and events. One carrier does it all as long as it gets on. When a call does not
 * return, a lookout writes its carrier off and another takes over what is queued behind it, so that whoever blocks harms
 * nobody but himself.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.events");
    private static final int MOST_THREADS = 64;
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Carrier> current = new AtomicReference<>();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final ThreadPoolExecutor threads;

    public Deliveries(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                0, MOST_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), factory, this::refused);
    }

    /** After the end whoever still asks is answered on his own thread; at the limit a later task tries again. */
    private void refused(Runnable carrier, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            carrier.run();
        } else {
            current.set(null);
            watched.set(false);
        }
    }

    public void execute(Runnable task) {
        queue.add(task);
        var carrier = new Carrier();
        if (current.get() == null && current.compareAndSet(null, carrier)) {
            threads.execute(carrier);
        } else {
            postLookout();
        }
    }

    private final class Carrier implements Runnable {
        volatile long carried;

        @Override
        public void run() {
            do {
                for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
                    carried = carried + 1; // by this thread alone
                    deliver(task);
                    if (current.get() != this) {
                        return; // written off meanwhile: another goes on
                    }
                }
                current.set(null);
                // What was added between the last look and the line above found a carrier at work.
            } while (!queue.isEmpty() && current.compareAndSet(null, this));
        }
    }

    private static void deliver(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.warn("A subscriber failed", failure);
        }
    }

    private void postLookout() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            threads.execute(this::lookOut);
        }
    }

    /** As long as something is queued: watches whether the carrier gets on. */
    private void lookOut() {
        Carrier carrier = current.get();
        long before = carrier == null ? 0 : carrier.carried;
        while (!queue.isEmpty()) {
            LockSupport.parkNanos(this, STUCK_NANOS);
            Carrier now = current.get();
            boolean stuck = now != null && now == carrier && now.carried == before && !queue.isEmpty();
            if (stuck && threads.getActiveCount() < MOST_THREADS) {
                now = new Carrier();
                if (current.compareAndSet(carrier, now)) {
                    threads.execute(now);
                }
            }
            carrier = now;
            before = now == null ? 0 : now.carried;
        }
        watched.set(false);
        if (!queue.isEmpty()) {
            postLookout();
        }
    }

    public void close() {
        threads.shutdown();
    }
}
