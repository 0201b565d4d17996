package io.headwater.core.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads for calls that block: as many as are busy at once, within reason, ended when idle. The one that came to rest last is
 * the first to be used again.
 *
 * <p>None of the pools that come with the JDK is like that: those that put calls in line begin all the threads that they may have before
 * they use one twice, and then each in turn. A download whose every call is made on another thread finds nothing in the
 * processor's nearest memory.
 */
public final class BlockingCalls {
    static final int MOST_THREADS = 64;
    static final int MOST_WAITING = 10_000;

    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private final ThreadFactory factory;
    private final ReentrantLock lock = new ReentrantLock();

    // All of it is guarded by the lock.
    private final Deque<Runnable> line = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    private final Deque<Seat> resting = new ArrayDeque<>();
    private boolean closed;

    public BlockingCalls(ThreadFactory factory) {
        this.factory = factory;
    }

    /** @throws RejectedExecutionException when far too many calls are waiting for a thread */
    void execute(Runnable call) {
        lock.lock();
        try {
            if (closed || atWork() + line.size() >= MOST_THREADS + MOST_WAITING) {
                throw new RejectedExecutionException(closed ? "closed" : "far too many calls wait for a thread");
            }
            // Whoever has worked last: what he needs is still near the processor.
            Seat rested = resting.poll();
            if (rested != null) {
                rested.give(call);
            } else if (threads.size() < MOST_THREADS) {
                begin(call);
            } else {
                line.add(call);
            }
        } finally {
            lock.unlock();
        }
    }

    private int atWork() {
        return threads.size() - resting.size();
    }

    private void begin(Runnable call) {
        var seat = new Seat();
        seat.call = call;
        Thread thread = factory.newThread(seat::work);
        try {
            thread.start();
            threads.add(thread);
        } catch (OutOfMemoryError noMoreThreads) {
            if (threads.isEmpty()) {
                throw noMoreThreads;
            }
            line.add(call); // those that are there will see to it
        }
    }

    /** One thread, and what it is to do next. */
    private final class Seat {
        private final Condition called = lock.newCondition();
        private @Nullable Runnable call;

        void give(Runnable next) {
            call = next;
            called.signal();
        }

        void work() {
            for (Runnable next = next(); next != null; next = next()) {
                try {
                    next.run();
                } catch (Throwable failure) {
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
                }
            }
        }

        /** Null for whoever had nothing to do for long enough. */
        private @Nullable Runnable next() {
            lock.lock();
            try {
                if (call == null) {
                    call = line.poll();
                }
                if (call == null) {
                    rest();
                }
                Runnable next = call;
                call = null;
                if (next == null) {
                    threads.remove(Thread.currentThread());
                } else if (!closed) {
                    Thread.interrupted(); // whoever was meant by it is done
                }
                return next;
            } finally {
                lock.unlock();
            }
        }

        private void rest() {
            resting.push(this);
            long left = LONGEST_REST;
            while (call == null && !closed && left > 0) {
                try {
                    left = called.awaitNanos(left);
                } catch (InterruptedException late) {
                    // Meant for the call before; or all is closed, which is looked at next.
                }
            }
            resting.remove(this);
        }
    }

    /** Whether the current thread is in the middle of such a call. */
    static boolean isInside() {
        return INSIDE.get() != null;
    }

    static void enter() {
        INSIDE.set(true);
    }

    static void leave() {
        INSIDE.remove();
    }

    public boolean isBusy() {
        lock.lock();
        try {
            return atWork() > 0 || !line.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** What waits in line is dropped, who is at work is interrupted. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            line.clear();
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }
}
