package io.headwater.benchmarks.measure;

import io.headwater.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many jobs at once, until all are stored as completed. One that takes too long is measured by what it did until then. */
final class Burst {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(40);

    private final Contender contender;
    private final int callers;
    private final AtomicInteger next = new AtomicInteger();

    Burst(Contender contender, int callers) {
        this.contender = contender;
        this.callers = callers;
    }

    /** @return jobs a second, after a fifth as many jobs of warm-up */
    double warmUpAndRun(double scale) throws Exception {
        int jobs = (int) (contender.jobs() * scale);
        run(Math.max(1, jobs / 5));
        return run(jobs);
    }

    /** @return jobs a second */
    double run(int jobs) throws Exception {
        long begin = System.nanoTime();
        long limit = begin + LIMIT;
        int before = next.get();
        dispatch(before + jobs, limit);
        int dispatched = Math.min(next.get(), before + jobs) - before;
        next.set(before + jobs);
        long left;
        while ((left = contender.unfinished()) > 0 && System.nanoTime() < limit) {
            Thread.sleep(1);
        }
        return (dispatched - left) / ((System.nanoTime() - begin) / 1e9);
    }

    private void dispatch(int end, long limit) throws Exception {
        if (callers == 1) {
            dispatchWithoutWaiting(end, limit);
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                calls.add(() -> dispatchAndWait(end, limit));
            }
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private void dispatchWithoutWaiting(int end, long limit) throws Exception {
        while (next.get() < end && System.nanoTime() < limit) {
            contender.dispatch(next.getAndIncrement());
        }
    }

    private Void dispatchAndWait(int end, long limit) throws Exception {
        while (System.nanoTime() < limit) {
            int number = next.getAndIncrement();
            if (number >= end) {
                break;
            }
            contender.dispatchAndWait(number);
        }
        return null;
    }
}
