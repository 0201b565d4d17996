package io.headwater.core.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

    // All of it is guarded by this, which nobody holds while he waits: who has a call to make may be a thread that must
    // not block.
    private final Deque<Runnable> line = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    private final Deque<Seat> resting = new ArrayDeque<>();
    private boolean closed;

    public BlockingCalls(ThreadFactory factory) {
        this.factory = factory;
    }

    /** @throws RejectedExecutionException when far too many calls are waiting for a thread */
    synchronized void execute(Runnable call) {
        if (closed || atWork() + line.size() >= MOST_THREADS + MOST_WAITING) {
            throw new RejectedExecutionException(closed ? "closed" : "far too many calls wait for a thread");
        }
        // Whoever has worked last: what he needs is still near the processor.
        Seat rested = resting.poll();
        if (rested != null) {
            rested.call = call;
            LockSupport.unpark(rested.thread);
        } else if (threads.size() < MOST_THREADS) {
            begin(call);
        } else {
            line.add(call);
        }
    }

    private int atWork() {
        return threads.size() - resting.size();
    }

    private void begin(Runnable call) {
        var seat = new Seat(call);
        threads.add(seat.thread);
        try {
            seat.thread.start();
        } catch (OutOfMemoryError noMoreThreads) {
            threads.remove(seat.thread);
            if (threads.isEmpty()) {
                throw noMoreThreads;
            }
            line.add(call); // those that are there will see to it
        }
    }

    /** One thread, and what it is to do next. */
    private final class Seat {
        final Thread thread = factory.newThread(this::work);

        @Nullable
        Runnable call;

        Seat(Runnable first) {
            call = first;
        }

        private void work() {
            try {
                for (Runnable next = next(); next != null; next = next()) {
                    run(next);
                }
            } finally {
                leave();
            }
        }

        private void run(Runnable next) {
            try {
                next.run();
            } catch (Throwable failure) {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            }
        }

        /** Null for whoever had nothing to do for long enough, and for all when it is closed. */
        private @Nullable Runnable next() {
            long deadline = System.nanoTime() + LONGEST_REST;
            while (true) {
                long left = deadline - System.nanoTime();
                synchronized (BlockingCalls.this) {
                    Runnable next = call == null ? line.poll() : call;
                    call = null;
                    if (closed || (next == null && left <= 0)) {
                        leave();
                        return null;
                    }
                    if (next != null) {
                        Thread.interrupted(); // whoever was meant by it is done
                        return next;
                    }
                    if (!resting.contains(this)) {
                        resting.push(this);
                    }
                }
                LockSupport.parkNanos(BlockingCalls.this, left);
                Thread.interrupted(); // meant for the call before; or all is closed, which is looked at next
            }
        }

        private void leave() {
            synchronized (BlockingCalls.this) {
                resting.remove(this);
                threads.remove(thread);
            }
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

    public synchronized boolean isBusy() {
        return atWork() > 0 || !line.isEmpty();
    }

    /** What has not begun is dropped, who is at work is interrupted. */
    public synchronized void close() {
        closed = true;
        line.clear();
        threads.forEach(Thread::interrupt);
    }
}
