package io.headwater.core.event;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Operators;

/**
 * One subscription to the feed. Rung, it drains on a delivering thread what its cursor has not passed; live events wait
 * in small boxes of their own: the newest progress of each job, and the last lines of the log until their turn among the
 * stored events has come.
 */
final class Subscriber implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.events");
    private static final int MOST_LINES = 1_000;
    /** Who does not read while so many jobs report loses the progress of the oldest of them, never a lifecycle event. */
    private static final int MOST_PROGRESS = 1_000;

    private final EventFeed feed;
    private final org.reactivestreams.Subscriber<? super JobEvent> target;
    private final EventFilter filter;
    private final AtomicLong requested = new AtomicLong();
    /** As if somebody were at it until it begins: a target hears of its subscription first. */
    private final AtomicInteger rings = new AtomicInteger(1);
    // Each guarded by itself.
    private final Map<JobId, JobEvent> progress = new LinkedHashMap<>();
    private final ArrayDeque<Line> lines = new ArrayDeque<>();

    private volatile boolean cancelled;
    private volatile boolean ending;
    private volatile @Nullable Throwable failure;
    /** What was read from the store and has not been looked at. */
    private volatile @Nullable Read read;

    // Of the draining thread alone.
    private final Queue<JobEvent> page = new ArrayDeque<>();
    /** The next event, for whoever has not asked for it when there are no more to come. */
    private @Nullable JobEvent held;

    private boolean reading;
    private long pageReaches;
    private long accepted;
    private long cursor;

    /** @param published what had been published before the store was asked, so that the store has it */
    private record Read(EventFeed.Page page, long published) {}

    /** @param after the stored event that it follows */
    private record Line(JobEvent event, long after) {}

    /** @param accepted up to which events may be missing */
    Subscriber(
            EventFeed feed,
            org.reactivestreams.Subscriber<? super JobEvent> target,
            EventFilter filter,
            long cursor,
            long accepted) {
        this.feed = feed;
        this.target = target;
        this.filter = filter;
        this.cursor = cursor;
        this.accepted = accepted;
    }

    void begin() {
        feed.deliver(this::drain);
    }

    @Override
    public void request(long count) {
        if (Operators.validate(count)) {
            requested.accumulateAndGet(count, Operators::addCap);
            ring();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        feed.leave(this);
    }

    void end() {
        ending = true;
        ring();
    }

    /** There may be something to deliver. */
    void ring() {
        if (!cancelled && rings.getAndIncrement() == 0) {
            feed.deliver(this::drain);
        }
    }

    /** Kept until there is demand, or newer progress takes its place. */
    void offer(JobEvent.JobProgressed event) {
        if (cancelled || !filter.accepts(event)) {
            return;
        }
        synchronized (progress) {
            progress.put(event.job(), event);
            if (progress.size() > MOST_PROGRESS) {
                progress.remove(progress.keySet().iterator().next());
            }
        }
        ring();
    }

    /** Kept until what it follows has been delivered. */
    void offer(JobEvent.JobLogged event, long after) {
        if (cancelled || !filter.accepts(event)) {
            return;
        }
        synchronized (lines) {
            lines.add(new Line(event, after));
            if (lines.size() > MOST_LINES) {
                lines.remove();
            }
        }
        ring();
    }

    private void drain() {
        int heard = rings.get();
        while (heard != 0) {
            try {
                deliver();
            } catch (Throwable thrown) {
                LOG.warn("A subscriber to events failed; it gets no more of them", thrown);
                cancel();
            }
            heard = rings.addAndGet(-heard);
        }
    }

    private void deliver() {
        while (!cancelled) {
            Throwable broken = failure;
            if (broken != null) {
                cancel();
                target.onError(broken);
                return;
            }
            boolean last = ending; // asked before the look for what is left: what is told after that rings again
            if (requested.get() == 0 && !last) {
                return;
            }
            JobEvent next = held == null ? next() : held;
            if (next == null) {
                if (last && !reading) {
                    complete();
                }
                return;
            }
            if (requested.get() == 0) {
                held = next;
                return;
            }
            held = null;
            if (requested.get() != Long.MAX_VALUE) {
                requested.decrementAndGet();
            }
            target.onNext(next);
        }
    }

    private void complete() {
        cancel();
        target.onComplete();
    }

    /** The next event for this subscriber; null when there is none now. */
    private @Nullable JobEvent next() {
        while (true) {
            JobEvent stored = page.peek();
            if (stored != null) {
                JobEvent live = liveBefore(stored);
                if (live != null) {
                    return live;
                }
                page.remove();
                cursor = stored.seq();
                if (filter.accepts(stored)) {
                    return stored;
                }
                continue;
            }
            if (!readOn()) {
                return reading ? null : nextLive();
            }
        }
    }

    private @Nullable JobEvent liveBefore(JobEvent stored) {
        JobEvent line = lineAfter(stored.seq() - 1);
        if (line != null) {
            return line;
        }
        return endsRun(stored) ? takeProgressOf(stored.job()) : null;
    }

    /** Fills the page. False when there is nothing to fill it with, or it is still being read. */
    private boolean readOn() {
        if (reading) {
            Read arrived = read;
            if (arrived == null) {
                return false;
            }
            take(arrived);
            if (!page.isEmpty()) {
                return true;
            }
        }
        cursor = Math.max(cursor, pageReaches);
        List<JobEvent> news = feed.inMemory(cursor);
        if (news == null) {
            reading = true;
            long published = feed.newest();
            feed.stored(filter, cursor, accepted).subscribe(stored -> arrive(new Read(stored, published)), this::fail);
            return false;
        }
        page.addAll(news);
        return !news.isEmpty();
    }

    private void arrive(Read stored) {
        read = stored;
        ring();
    }

    /** A page that is not full holds all that there was, even where a filter passed over most of it. */
    private void take(Read arrived) {
        read = null;
        reading = false;
        List<JobEvent> events = arrived.page().events();
        pageReaches = events.size() < EventFeed.PAGE ? arrived.published() : 0;
        accepted = arrived.page().floor();
        page.addAll(events);
    }

    void fail(Throwable thrown) {
        failure = thrown;
        ring();
    }

    private static boolean endsRun(JobEvent event) {
        return switch (event.kind()) {
            case COMPLETED, FAILED, CANCELLED, RETRYING, PAUSED, QUARANTINED -> true;
            case SCHEDULED, QUEUED, STARTED, WAITING, STOPPING, RESUMED, PROGRESSED, LOGGED -> false;
        };
    }

    private @Nullable JobEvent takeProgressOf(JobId job) {
        synchronized (progress) {
            return progress.remove(job);
        }
    }

    /** A line that follows an event up to this one, all of which have been delivered. */
    private @Nullable JobEvent lineAfter(long delivered) {
        synchronized (lines) {
            Line line = lines.peek();
            return line == null || line.after > delivered ? null : lines.remove().event;
        }
    }

    private @Nullable JobEvent nextLive() {
        JobEvent line = lineAfter(cursor);
        if (line != null) {
            return line;
        }
        synchronized (progress) {
            Iterator<JobEvent> first = progress.values().iterator();
            if (!first.hasNext()) {
                return null;
            }
            JobEvent event = first.next();
            first.remove();
            return event;
        }
    }
}
