package io.headwater.core.event;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Reader;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The doorbell over the stored log. The journal rings it after each commit; each subscriber has a cursor and reads on
 * from there, from the newest events in memory where they reach, else from the store. So a slow subscriber costs a cursor,
 * and nothing is missed or told twice.
 */
public final class EventFeed {
    static final int PAGE = 256;

    private final EventCodec codec;
    private final Deliveries deliveries;
    private final Faults faults;
    private final Recent recent;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Journal journal;
    private volatile boolean closed;
    private volatile @Nullable Throwable broken;

    public EventFeed(EventCodec codec, Deliveries deliveries, Faults faults) {
        this.codec = codec;
        recent = new Recent(codec);
        this.deliveries = deliveries;
        this.faults = faults;
    }

    /**
     * Before anything is published.
     *
     * @param store has what is no longer in memory
     * @param newest the last event that it has
     */
    public void begin(Journal store, long newest) {
        journal = store;
        recent.beginAfter(newest);
    }

    /** Committed events, in order; on the journal's thread. */
    public void publish(List<EventRow> committed) {
        recent.add(committed);
        if (!faults.silencesBus()) {
            subscribers.forEach(Subscriber::ring);
        }
    }

    /** From any thread. */
    public void moved(JobEvent.JobProgressed event) {
        if (!faults.silencesBus()) {
            subscribers.forEach(subscriber -> subscriber.offer(event));
        }
    }

    /**
     * A line of a log.
     *
     * @param after the stored event that it follows, which may be yet to be published
     */
    public void said(JobEvent.JobLogged line, long after) {
        if (!faults.silencesBus()) {
            subscribers.forEach(subscriber -> subscriber.offer(line, after));
        }
    }

    /** Whether live events reach anybody. */
    public boolean isHeard() {
        return !subscribers.isEmpty() && !faults.silencesBus();
    }

    public long newest() {
        return recent.newest();
    }

    /** What happens from the subscription on. */
    public Flux<JobEvent> fromNow(EventFilter filter) {
        return Flux.defer(() -> {
            long newest = newest();
            return after(filter, newest, newest);
        });
    }

    /** What is stored after a number, then what happens. Who begins at 0 takes what is stored, however much is gone. */
    public Flux<JobEvent> after(EventFilter filter, long seq) {
        return after(filter, seq, seq == 0 ? Long.MAX_VALUE : seq);
    }

    private Flux<JobEvent> after(EventFilter filter, long seq, long accepted) {
        return Flux.from(target -> {
            var subscriber = new Subscriber(this, target, filter, seq, accepted);
            subscribers.add(subscriber);
            target.onSubscribe(subscriber);
            Throwable reason = broken;
            if (reason != null) {
                subscriber.fail(reason);
            } else if (closed) {
                subscriber.end();
            }
            subscriber.begin();
        });
    }

    /** Never on the thread that rings: whoever is slow holds up nobody else. */
    void deliver(Runnable drain) {
        if (faults.breaks(Guarantee.G4)) {
            drain.run();
        } else {
            deliveries.execute(drain);
        }
    }

    void leave(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /** The events after a cursor that are in memory; null when the store must be asked. */
    @Nullable
    List<JobEvent> inMemory(long cursor) {
        return faults.breaks(Guarantee.G3) ? recent.newestOnly(cursor) : recent.after(cursor, PAGE);
    }

    /**
     * What a subscriber reads at once.
     *
     * @param floor up to which events may be missing from it
     */
    record Page(List<JobEvent> events, long floor) {}

    /**
     * The stored events after a cursor.
     *
     * @param accepted up to which events may be missing, as far as the subscriber has put up with that
     */
    Mono<Page> stored(EventFilter filter, long cursor, long accepted) {
        Journal store = journal;
        if (store == null) {
            return Mono.just(new Page(List.of(), accepted));
        }
        return store.read(reader -> {
            long floor = reader.eventFloor();
            if (floor > accepted && cursor < floor && !isWhole(reader, filter)) {
                throw goneBefore(cursor);
            }
            return new Page(
                    page(reader, filter, cursor).stream().map(codec::event).toList(), floor);
        });
    }

    /** A job that is there has all its events. */
    private static boolean isWhole(Reader reader, EventFilter filter) {
        JobId job = filter.job();
        return job != null && reader.jobs().find(job.value()).isPresent();
    }

    private static JobException goneBefore(long cursor) {
        return new JobException.NotFound(
                ErrorCode.CURSOR_GONE,
                "Some of what happened after event %d is no longer stored.".formatted(cursor),
                "List the jobs anew, and subscribe from 0 or from now on.");
    }

    private static List<EventRow> page(Reader reader, EventFilter filter, long cursor) {
        JobId job = filter.job();
        return job == null
                ? reader.events().after(cursor, PAGE)
                : reader.events().ofJobAfter(job.value(), cursor, PAGE);
    }

    /** Everything in the store that a filter lets pass. */
    public List<JobEvent> allStored(Reader reader, EventFilter filter) {
        var found = new ArrayList<JobEvent>();
        long cursor = 0;
        while (true) {
            List<EventRow> page = page(reader, filter, cursor);
            if (page.isEmpty()) {
                return found;
            }
            page.stream().map(codec::event).filter(filter::accepts).forEach(found::add);
            cursor = page.get(page.size() - 1).seq();
        }
    }

    /** Nothing happens any more that could be told. */
    public void fail(Throwable reason) {
        broken = reason;
        subscribers.forEach(subscriber -> subscriber.fail(reason));
    }

    public void close() {
        closed = true;
        subscribers.forEach(Subscriber::end);
    }
}
