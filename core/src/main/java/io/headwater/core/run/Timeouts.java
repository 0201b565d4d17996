package io.headwater.core.run;

import io.headwater.core.journal.JobRow;
import io.headwater.core.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Counts the time of jobs that may run and wait only for so long. For the journal's thread. */
final class Timeouts {
    private static final class Watch {
        final long limitMillis;
        long usedMillis;
        long since;
        boolean counts;
        Disposable alarm = Disposables.disposed();

        Watch(long limitMillis, long usedMillis) {
            this.limitMillis = limitMillis;
            this.usedMillis = usedMillis;
        }
    }

    private final TimeSource time;
    private final LongConsumer onTimeout;
    private final Map<Long, Watch> watches = new HashMap<>();

    Timeouts(TimeSource time, LongConsumer onTimeout) {
        this.time = time;
        this.onTimeout = onTimeout;
    }

    boolean areAny() {
        return !watches.isEmpty();
    }

    void count(JobRow job, long limitMillis) {
        Watch watch = watches.computeIfAbsent(
                job.id(), id -> new Watch(limitMillis, job.standing().activeMillis()));
        if (!watch.counts) {
            watch.counts = true;
            watch.since = time.nanos();
            long rest = Math.max(0, limitMillis - watch.usedMillis);
            watch.alarm = time.after(Duration.ofMillis(rest), () -> onTimeout.accept(job.id()));
        }
    }

    void stand(long job) {
        Watch watch = watches.get(job);
        if (watch != null && watch.counts) {
            watch.usedMillis = used(watch);
            watch.counts = false;
            watch.alarm.dispose();
        }
    }

    void forget(long job) {
        Watch watch = watches.remove(job);
        if (watch != null) {
            watch.alarm.dispose();
        }
    }

    long usedBy(JobRow job) {
        Watch watch = watches.get(job.id());
        return watch == null ? job.standing().activeMillis() : used(watch);
    }

    private long used(Watch watch) {
        return watch.counts
                ? watch.usedMillis + TimeUnit.NANOSECONDS.toMillis(time.nanos() - watch.since)
                : watch.usedMillis;
    }
}
