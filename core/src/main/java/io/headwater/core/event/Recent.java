package io.headwater.core.event;

import io.headwater.jobs.JobEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events, as many as may be kept: most subscribers are never further behind. */
final class Recent {
    private static final int MOST_EVENTS = 4_096;
    private static final long MOST_CHARACTERS = 4_000_000;

    private final ArrayDeque<JobEvent> events = new ArrayDeque<>();
    /** Everything after this is in memory. */
    private long floor;

    private long characters;
    private volatile long newest;

    /** What is stored before the first of these is not here. */
    synchronized void beginAfter(long stored) {
        floor = stored;
        newest = stored;
    }

    long newest() {
        return newest;
    }

    synchronized void add(List<JobEvent> committed) {
        for (JobEvent event : committed) {
            events.add(event);
            characters += weight(event);
            newest = event.seq();
        }
        while (events.size() > MOST_EVENTS || characters > MOST_CHARACTERS) {
            JobEvent oldest = events.remove();
            characters -= weight(oldest);
            floor = oldest.seq();
        }
    }

    private static long weight(JobEvent event) {
        return event instanceof JobEvent.JobCompleted done && done.result() != null
                ? done.result().length()
                : 100;
    }

    synchronized @Nullable List<JobEvent> after(long cursor, int most) {
        if (cursor < floor) {
            return null;
        }
        if (cursor >= newest) {
            return List.of();
        }
        var found = new ArrayList<JobEvent>();
        // A subscriber is mostly close to the end, so look from there for where it stands.
        int behind = 0;
        for (Iterator<JobEvent> back = events.descendingIterator(); back.hasNext(); behind++) {
            if (back.next().seq() <= cursor) {
                break;
            }
        }
        int skip = events.size() - behind;
        for (JobEvent event : events) {
            if (skip-- > 0) {
                continue;
            }
            found.add(event);
            if (found.size() == most) {
                break;
            }
        }
        return found;
    }

    /** What a bus without a cursor would deliver. */
    synchronized List<JobEvent> newestOnly(long cursor) {
        JobEvent last = events.peekLast();
        return last == null || last.seq() <= cursor ? List.of() : List.of(last);
    }
}
