package io.headwater.core.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls into the host's code: answers and events. One thread does it all as long as it gets on; when a call does not
 * return, another thread takes over what is queued behind it, so that whoever blocks harms nobody but himself.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.events");
    private static final int MOST_THREADS = 32;
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger carriers = new AtomicInteger();
    private final AtomicInteger lookouts = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final ThreadPoolExecutor threads;

    public Deliveries(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                0,
                MOST_THREADS + 1,
                1,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory,
                new ThreadPoolExecutor.DiscardPolicy());
    }

    public void execute(Runnable task) {
        queue.add(task);
        if (carriers.get() == 0 && carriers.compareAndSet(0, 1)) {
            threads.execute(this::carry);
        } else {
            postLookout();
        }
    }

    private void carry() {
        do {
            for (Runnable task = queue.poll(); task != null; task = queue.poll()) {
                taken.incrementAndGet();
                run(task);
            }
            carriers.decrementAndGet();
            // What was added between the last look and the line above found a carrier at work.
        } while (!queue.isEmpty() && carriers.compareAndSet(0, 1));
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.warn("A subscriber failed", failure);
        }
    }

    private void postLookout() {
        if (lookouts.get() == 0 && lookouts.compareAndSet(0, 1)) {
            threads.execute(this::lookOut);
        }
    }

    /** Watches whether the queue moves while something is in it, and lends a hand when it does not. */
    private void lookOut() {
        long before = taken.get();
        while (!queue.isEmpty()) {
            LockSupport.parkNanos(this, STUCK_NANOS);
            long now = taken.get();
            if (now == before && !queue.isEmpty() && carriers.get() < MOST_THREADS) {
                carriers.incrementAndGet();
                threads.execute(this::carry);
            }
            before = now;
        }
        lookouts.set(0);
        if (!queue.isEmpty()) {
            postLookout();
        }
    }

    public void close() {
        threads.shutdown();
    }
}
