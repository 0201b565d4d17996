package io.headwater.core.run;

import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that handlers run on: one for each core, ended when idle. What is queued here is bounded by the slots: a
 * job has only so much to go on with.
 *
 * <p>Whoever keeps one of them keeps the others waiting, so it is looked at now and then, while any is at work, whether
 * each gets on; who does not is named in the log, once.
 */
public final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.jobs");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private final ThreadPoolExecutor pool;
    private final TimeSource time;
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private final ThreadLocal<Seat> seat = ThreadLocal.withInitial(this::takeSeat);
    private final AtomicBoolean watched = new AtomicBoolean();

    /** What one thread is at. */
    private static final class Seat {
        final Thread thread = Thread.currentThread();
        long job;
        /** Odd while it is at work; only the thread itself counts. */
        volatile long turns;

        long turnsAtLastLook;
        boolean told;

        void begin(long forJob) {
            job = forJob;
            turns = turns + 1;
        }

        void end() {
            turns = turns + 1;
        }
    }

    public Workers(int threads, ThreadFactory factory, TimeSource time) {
        this.time = time;
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
    void execute(long job, Runnable task) {
        pool.execute(new Turn(job, task));
    }

    private final class Turn implements Runnable {
        private final long job;
        private final Runnable task;

        Turn(long job, Runnable task) {
            this.job = job;
            this.task = task;
        }

        @Override
        public void run() {
            Seat own = seat.get();
            own.begin(job);
            watch();
            try {
                task.run();
            } finally {
                own.end();
            }
        }
    }

    private Seat takeSeat() {
        seats.removeIf(left -> !left.thread.isAlive());
        var taken = new Seat();
        seats.add(taken);
        return taken;
    }

    /** Never throws: a look that cannot be arranged is a pity, a handler that does not go on is a job that hangs. */
    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            try {
                time.after(BETWEEN_LOOKS, this::look);
            } catch (RuntimeException | Error failure) {
                watched.set(false); // whoever begins next tries again
                LOG.debug("Nobody looks whether the workers get on: no alarm could be set", failure);
            }
        }
    }

    private void look() {
        watched.set(false); // first, so that whoever begins during the look sees to the next one
        boolean anyAtWork = false;
        for (Seat taken : seats) {
            anyAtWork |= look(taken);
        }
        if (anyAtWork) {
            watch();
        }
    }

    /** Whether it is at work. One that was at the same thing at the last look has been at it for longer than is good. */
    private static boolean look(Seat taken) {
        long turns = taken.turns;
        boolean atWork = turns % 2 == 1;
        if (turns != taken.turnsAtLastLook) {
            taken.turnsAtLastLook = turns;
            taken.told = false;
        } else if (atWork && !taken.told) {
            taken.told = true;
            tell(taken);
        }
        return atWork;
    }

    private static void tell(Seat taken) {
        var place = new Throwable("where it is now");
        place.setStackTrace(taken.thread.getStackTrace());
        LOG.warn(
                "Job {} has kept thread {} for more than {} s, and other jobs wait for it. What blocks or computes for long "
                        + "belongs into context.blocking(...).",
                new JobId(taken.job),
                taken.thread.getName(),
                BETWEEN_LOOKS.toSeconds(),
                place);
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
