package io.headwater.core.run;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that handlers run on: one for each core, ended when idle. What is queued here is bounded by the slots: a
 * job has only so much to go on with.
 */
public final class Workers {
    private final ThreadPoolExecutor pool;

    public Workers(int threads, ThreadFactory factory) {
        pool = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                factory,
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
    }

    /** Does nothing once the engine has let go of its handlers. */
    void execute(Runnable task) {
        pool.execute(task);
    }

    /** A handler does not give its thread back: until it does, there is one more. */
    synchronized void lendOneMore() {
        pool.setMaximumPoolSize(pool.getMaximumPoolSize() + 1);
        pool.setCorePoolSize(pool.getCorePoolSize() + 1);
    }

    synchronized void takeOneBack() {
        pool.setCorePoolSize(pool.getCorePoolSize() - 1);
        pool.setMaximumPoolSize(pool.getMaximumPoolSize() - 1);
    }

    public boolean isBusy() {
        return pool.getActiveCount() > 0 || !pool.getQueue().isEmpty();
    }

    public void close() {
        pool.shutdownNow();
    }
}
