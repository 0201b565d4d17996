package io.headwater.core.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads for calls that block: as many as are busy at once, within reason, ended when idle.
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

    // All of it is guarded by this.
    private final Deque<Runnable> line = new ArrayDeque<>();
    private final Set<Thread> threads = new HashSet<>();
    private int idle;
    private int atWork;
    private boolean closed;

    public BlockingCalls(ThreadFactory factory) {
        this.factory = factory;
    }

    /** @throws RejectedExecutionException when far too many calls are waiting for a thread */
    synchronized void execute(Runnable call) {
        if (closed || atWork + line.size() >= MOST_THREADS + MOST_WAITING) {
            throw new RejectedExecutionException(closed ? "closed" : "far too many calls wait for a thread");
        }
        line.add(call);
        if (idle >= line.size()) {
            notify();
        } else if (threads.size() < MOST_THREADS) {
            begin(call);
        }
    }

    private void begin(Runnable call) {
        Thread thread = factory.newThread(this::work);
        try {
            thread.start();
            threads.add(thread);
        } catch (OutOfMemoryError noMoreThreads) {
            if (threads.isEmpty()) {
                line.remove(call);
                throw noMoreThreads;
            }
            // Those that are there will see to it.
        }
    }

    private void work() {
        for (Runnable call = next(); call != null; call = next()) {
            try {
                call.run();
            } catch (Throwable failure) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
            } finally {
                done();
            }
        }
    }

    /** Null for whoever had nothing to do for long enough. */
    private synchronized @Nullable Runnable next() {
        long deadline = System.nanoTime() + LONGEST_REST;
        while (line.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (closed || left <= 0) {
                threads.remove(Thread.currentThread());
                return null;
            }
            rest(left);
        }
        atWork++;
        if (!closed) {
            Thread.interrupted(); // whoever was meant by it is done
        }
        return line.poll();
    }

    private void rest(long millis) {
        idle++;
        try {
            wait(millis);
        } catch (InterruptedException late) {
            // Meant for the call before; or all is closed, which is looked at next.
        } finally {
            idle--;
        }
    }

    private synchronized void done() {
        atWork--;
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
        return atWork > 0 || !line.isEmpty();
    }

    /** What waits in line is dropped, who is at work is interrupted. */
    public synchronized void close() {
        closed = true;
        line.clear();
        threads.forEach(Thread::interrupt);
    }
}
