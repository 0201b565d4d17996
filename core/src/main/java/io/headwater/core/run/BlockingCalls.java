package io.headwater.core.run;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads for calls that block: as many as are needed, within reason, ended when idle. */
public final class BlockingCalls {
    static final int MOST_THREADS = 64;
    static final int MOST_WAITING = 10_000;

    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private final ThreadPoolExecutor pool;
    /** Those that wait for a thread, too. */
    private final AtomicInteger underWay = new AtomicInteger();

    public BlockingCalls(ThreadFactory factory) {
        pool = new ThreadPoolExecutor(1, MOST_THREADS, 1, TimeUnit.SECONDS, new Line(), factory, this::putInLine);
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Takes what there is an idle thread for, so that the pool begins another one only where all are busy. A pool of its kind
     * begins all that it may have before it uses one twice, and then each of them in turn: a download whose every call is made
     * on another thread finds nothing in the processor's nearest memory.
     */
    private final class Line extends LinkedBlockingQueue<Runnable> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean offer(Runnable call) {
            return underWay.get() <= pool.getPoolSize() && super.offer(call);
        }

        void putAtEnd(Runnable call) {
            super.offer(call);
        }
    }

    /** There are as many threads as may be, and all are busy. */
    private void putInLine(Runnable call, ThreadPoolExecutor full) {
        if (full.isShutdown() || full.getQueue().size() >= MOST_WAITING) {
            throw new RejectedExecutionException("closed, or far too many blocking calls");
        }
        ((Line) full.getQueue()).putAtEnd(call);
        full.prestartCoreThread(); // where they have all become idle and gone in this moment
        if (full.isShutdown() && full.remove(call)) {
            throw new RejectedExecutionException("closed");
        }
    }

    /** @throws RejectedExecutionException when far too many calls are waiting for a thread */
    void execute(Runnable call) {
        underWay.incrementAndGet();
        try {
            pool.execute(() -> run(call));
        } catch (RejectedExecutionException refused) {
            underWay.decrementAndGet();
            throw refused;
        }
    }

    private void run(Runnable call) {
        try {
            call.run();
        } finally {
            underWay.decrementAndGet();
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
        return underWay.get() > 0;
    }

    public void close() {
        underWay.addAndGet(-pool.shutdownNow().size());
    }
}
