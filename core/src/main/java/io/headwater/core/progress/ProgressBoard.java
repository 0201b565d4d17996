package io.headwater.core.progress;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.event.EventFeed;
import io.headwater.core.journal.Awaited;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.ProgressTable.Share;
import io.headwater.core.journal.Reply;
import io.headwater.core.progress.Recall.Known;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes reports as often as they come and passes on the newest of each job: to subscribers at most ten times a second and at
 * every twentieth of its work, to the store at most once a second, and in any case the last before the job's end. What a job has shown moves the bars of
 * those in whose progress it counts, and these in their turn those above them.
 */
public final class ProgressBoard {
    private static final Duration SHOW_EVERY = Duration.ofMillis(100);
    private static final Duration STORE_EVERY = Duration.ofSeconds(1);

    private final Journal journal;
    private final EventFeed feed;
    private final EventCodec codec;
    private final WaitingFor waitingFor;
    private final TimeSource time;
    private final ConcurrentMap<Long, Meter> meters = new ConcurrentHashMap<>();
    private final Counted counted = new Counted();
    private final Recall recall = new Recall(counted, meters::containsKey);

    public ProgressBoard(Journal journal, EventFeed feed, EventCodec codec, WaitingFor waitingFor, TimeSource time) {
        this.journal = journal;
        this.feed = feed;
        this.codec = codec;
        this.waitingFor = waitingFor;
        this.time = time;
    }

    // The course of a job, told on the journal's thread --------------------------------------------------------------

    /** The job gets a slot. Told before the commit. */
    public void starts(Ledger ledger, JobRow job) {
        if (Recall.isNeeded(ledger, job)) {
            recall.whenStarts(ledger, job).forEach(known -> ledger.afterCommit(() -> bringToHand(known)));
        }
    }

    private void bringToHand(Known known) {
        recall.isAtHandNow(known);
        Meter meter = meterOf(known.job());
        var parts = new Parts(meter);
        known.shares().forEach(share -> count(share, parts::add));
        meter.recall(codec.progressIn(known.progress()), parts, time.nanos());
        known.awaited().ifPresent(awaited -> meter.waitFor(waitingFor.words(awaited)));
    }

    /** What was read for a transaction is read again. */
    public void undone() {
        recall.undone();
    }

    /** The job has a slot; its clock runs from here, unless it goes on. */
    public void started(JobRow job) {
        Meter meter = meterOf(job);
        meter.lastSign = time.nanos();
        meter.goOn();
    }

    /** The job waits for others; most waits are over before anybody could read that. */
    public void waits(JobRow job, Awaited awaited) {
        if (feed.isHeard()) {
            Meter meter = meterOf(job);
            meter.waitFor(waitingFor.words(awaited));
            showSoon(meter);
        }
    }

    private Meter meterOf(JobRow job) {
        return meters.computeIfAbsent(job.id(), id -> new Meter(job, time.nanos()));
    }

    /** What the edge leads to counts in its waiter's progress from now on. Told before the commit. */
    public void counts(Ledger ledger, Edge edge) {
        Optional<Share> share = edge.joined()
                ? ledger.progress().share(edge.waiter(), edge.target())
                : Optional.of(new Share(edge.target(), edge.weight(), true, 0));
        share.ifPresent(one -> ledger.afterCommit(() -> {
            Meter meter = meters.get(edge.waiter());
            if (meter != null) {
                count(one, meter::add);
            }
        }));
    }

    /** A job at work may have got further than the store knows; if it gets further now, it finds the part. */
    private void count(Share share, BiFunction<Double, Double, Part> adding) {
        Part part = adding.apply(share.weight(), share.done());
        if (share.live()) {
            counted.add(share.target(), part);
        }
        Progress shown = shown(share.target());
        Double fraction = shown == null ? null : shown.fraction();
        move(part, fraction == null ? 0 : fraction);
    }

    /** The job ends, and no handler has to end first: what is known is shown and stored before that. */
    public void endsUnattended(Ledger ledger, long job) {
        Meter meter = meters.get(job);
        if (meter != null) {
            show(meter);
            meter.close();
            Progress last = meter.shown;
            if (last != null) {
                ledger.progress().put(job, codec.progress(last));
            }
        }
    }

    public void ended(JobRow job) {
        Meter meter = meters.remove(job.id());
        if (meter != null) {
            meter.end();
        }
        if (Counted.mayCount(job)) {
            boolean completed = job.standing().state() == JobState.COMPLETED;
            counted.remove(job.id(), part -> {
                if (completed) {
                    move(part, 1);
                }
            });
        }
    }

    // Looking --------------------------------------------------------------------------------------------------------

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

    // Reporting ------------------------------------------------------------------------------------------------------

    public void report(JobRow job, Progress progress) {
        Meter meter = meters.get(job.id());
        if (meter == null) {
            return; // the job has ended: whatever still reports was given up
        }
        meter.newest = progress;
        meter.lastSign = time.nanos();
        boolean first = meter.announced.compareAndSet(false, true);
        if (meter.leaps()) {
            show(meter);
        } else if (first) {
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
        Progress progress = meter.tell(time.nanos(), told -> feed.moved(eventOf(meter, told)));
        if (progress == null) {
            return;
        }
        storeInTime(meter);
        Double fraction = progress.fraction();
        if (fraction != null) {
            counted.forEachOf(meter.job, part -> move(part, fraction));
        }
    }

    private JobEvent.JobProgressed eventOf(Meter meter, Progress progress) {
        return new JobEvent.JobProgressed(
                new JobEvent.Stamp(0, time.now(), new JobId(meter.job), new JobId(meter.root), meter.type), progress);
    }

    /** Never shown at once: others may move too, and a deep tree is not climbed on one stack. */
    private void move(Part part, double done) {
        part.all.move(part, done);
        Meter meter = part.all.meter;
        if (!part.all.areOver() && meter.isNews()) {
            showSoon(meter);
        }
    }

    private void showSoon(Meter meter) {
        if (meter.announced.compareAndSet(false, true)) {
            time.after(SHOW_EVERY, () -> show(meter));
        }
    }

    private void storeInTime(Meter meter) {
        if (meter.unstored.compareAndSet(false, true)) {
            long wait = STORE_EVERY.toNanos() - (time.nanos() - meter.storedAt);
            if (wait <= 0) {
                store(meter);
            } else {
                time.after(Duration.ofNanos(wait), () -> store(meter));
            }
        }
    }

    private void store(Meter meter) {
        Progress progress = meter.shown;
        if (progress != null && meter.unstored.compareAndSet(true, false)) {
            meter.storedAt = time.nanos();
            String text = codec.progress(progress);
            journal.submit(
                    ledger -> {
                        ledger.progress().put(meter.job, text);
                        return text;
                    },
                    Reply.ignored());
        }
    }

    /** The job's handler has ended: what is known is shown and stored before that, and nothing more until it goes on. */
    public void flush(long job, boolean succeeded) {
        Meter meter = meters.get(job);
        if (meter == null) {
            return;
        }
        if (succeeded) {
            meter.succeed();
        }
        if (meter.isNewer()) {
            meter.announced.set(true);
        }
        show(meter);
        store(meter);
        meter.close();
    }
}
