package io.headwater.core.run;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads for calls that block: as many as are needed, within reason, ended when idle. */
public final class BlockingCalls {
    private static final int MOST_THREADS = 64;
    private static final int MOST_WAITING = 10_000;

    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private final ThreadPoolExecutor pool;

    public BlockingCalls(ThreadFactory factory) {
        pool = new ThreadPoolExecutor(
                MOST_THREADS, MOST_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), factory);
        pool.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException when far too many calls are waiting for a thread */
    void execute(Runnable call) {
        pool.execute(call);
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
        return pool.getActiveCount() > 0 || !pool.getQueue().isEmpty();
    }

    public void close() {
        pool.shutdownNow();
    }
}
