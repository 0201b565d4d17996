package io.headwater.core.event;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.journal.EventRow;
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

    /** An event as it was stored, and as it is told once somebody wants to hear it. */
    private static final class Told {
        final EventRow row;

        @Nullable
        JobEvent event;

        Told(EventRow row) {
            this.row = row;
        }

        JobEvent event(EventCodec codec) {
            JobEvent known = event;
            if (known == null) {
                known = codec.event(row);
                event = known;
            }
            return known;
        }
    }

    private final EventCodec codec;
    private final ArrayDeque<Told> events = new ArrayDeque<>();
    /** Everything after this is in memory. */
    private long floor;

    private long characters;
    private volatile long newest;

    Recent(EventCodec codec) {
        this.codec = codec;
    }

    /** What is stored before the first of these is not here. */
    synchronized void beginAfter(long stored) {
        floor = stored;
        newest = stored;
    }

    long newest() {
        return newest;
    }

    synchronized void add(List<EventRow> committed) {
        for (EventRow row : committed) {
            events.add(new Told(row));
            characters += weight(row);
        }
        if (!committed.isEmpty()) {
            newest = committed.get(committed.size() - 1).seq();
        }
        while (events.size() > MOST_EVENTS || characters > MOST_CHARACTERS) {
            EventRow oldest = events.remove().row;
            characters -= weight(oldest);
            floor = oldest.seq();
        }
    }

    private static long weight(EventRow row) {
        return row.data() == null ? 100 : 100 + row.data().length();
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
        for (Iterator<Told> back = events.descendingIterator(); back.hasNext(); behind++) {
            if (back.next().row.seq() <= cursor) {
                break;
            }
        }
        int skip = events.size() - behind;
        for (Told told : events) {
            if (skip-- > 0) {
                continue;
            }
            found.add(told.event(codec));
            if (found.size() == most) {
                break;
            }
        }
        return found;
    }

    /** What a bus without a cursor would deliver. */
    synchronized List<JobEvent> newestOnly(long cursor) {
        Told last = events.peekLast();
        return last == null || last.row.seq() <= cursor ? List.of() : List.of(last.event(codec));
    }
}
