package io.headwater.core.progress;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.event.EventFeed;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Reply;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes reports as often as they come and passes on the newest of each job: to subscribers at most ten times a second, to
 * the store at most once a second, and in any case the last before the job's end.
 */
public final class ProgressBoard {
    private static final Duration SHOW_EVERY = Duration.ofMillis(100);
    private static final Duration STORE_EVERY = Duration.ofSeconds(1);

    private final Journal journal;
    private final EventFeed feed;
    private final EventCodec codec;
    private final TimeSource time;
    private final ConcurrentMap<Long, Meter> meters = new ConcurrentHashMap<>();

    public ProgressBoard(Journal journal, EventFeed feed, EventCodec codec, TimeSource time) {
        this.journal = journal;
        this.feed = feed;
        this.codec = codec;
        this.time = time;
    }

    /** The job has a slot; its clock runs from here, unless it goes on. */
    public void started(JobRow job) {
        meters.computeIfAbsent(job.id(), id -> new Meter(job, time.nanos())).lastSign = time.nanos();
    }

    public void ended(long job) {
        meters.remove(job);
    }

    /** What subscribers were told last of a job at work; null where they were not. */
    public @Nullable Progress shown(long job) {
        Meter meter = meters.get(job);
        return meter == null ? null : meter.shown;
    }

    /** How long the job has given no sign of life, in milliseconds. */
    public long silentFor(long job) {
        Meter meter = meters.get(job);
        return meter == null ? 0 : TimeUnit.NANOSECONDS.toMillis(time.nanos() - meter.lastSign);
    }

    public void signOfLife(long job) {
        Meter meter = meters.get(job);
        if (meter != null) {
            meter.lastSign = time.nanos();
        }
    }

    public void report(JobRow job, Progress progress) {
        Meter meter = meters.get(job.id());
        if (meter == null) {
            return; // the job has ended: whatever still reports was given up
        }
        meter.newest = progress;
        meter.lastSign = time.nanos();
        if (meter.announced.compareAndSet(false, true)) {
            long wait = SHOW_EVERY.toNanos() - (meter.lastSign - meter.shownAt);
            if (wait <= 0) {
                show(meter);
            } else {
                time.after(Duration.ofNanos(wait), () -> show(meter));
            }
        }
    }

    private void show(Meter meter) {
        if (!meter.announced.compareAndSet(true, false)) {
            return;
        }
        long now = time.nanos();
        meter.shownAt = now;
        Progress progress = meter.derive(now);
        if (progress == null) {
            return;
        }
        meter.shown = progress;
        feed.live(new JobEvent.JobProgressed(
                new JobEvent.Stamp(0, time.now(), new JobId(meter.job), new JobId(meter.root), meter.type), progress));
        if (meter.unstored.compareAndSet(false, true)) {
            long wait = STORE_EVERY.toNanos() - (now - meter.storedAt);
            if (wait <= 0) {
                store(meter);
            } else {
                time.after(Duration.ofNanos(wait), () -> store(meter));
            }
        }
    }

    private void store(Meter meter) {
        if (!meter.unstored.compareAndSet(true, false)) {
            return;
        }
        long now = time.nanos();
        meter.storedAt = now;
        @Nullable Progress progress = meter.derive(now);
        if (progress != null) {
            String text = codec.progress(progress);
            journal.submit(
                    ledger -> {
                        ledger.progress().put(meter.job, text);
                        return text;
                    },
                    Reply.ignored());
        }
    }

    /** The job's handler has ended: what it reported last is shown and stored before that. */
    public void flush(long job) {
        Meter meter = meters.get(job);
        if (meter != null) {
            show(meter);
            store(meter);
        }
    }
}
