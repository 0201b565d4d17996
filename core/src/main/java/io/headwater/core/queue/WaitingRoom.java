package io.headwater.core.queue;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The jobs of one queue that may start: the highest priority first, within it what has begun before what is new, within
 * that the oldest. Every tenth time it is the turn of the oldest of all, so that a stream of urgent jobs delays the others
 * but never keeps them out.
 *
 * <p>Ids grow with time, so the oldest of all is the smallest of those at the heads of the heaps: a look at two for each
 * priority in use, and no memory for it.
 *
 * <p>Nothing is taken out from the middle when a state changes: a job that was paused or cancelled meanwhile is found out when it is
 * about to start, by its stored state.
 */
final class WaitingRoom {
    private static final class Level {
        final IdHeap begun = new IdHeap();
        final IdHeap fresh = new IdHeap();

        boolean isEmpty() {
            return begun.isEmpty() && fresh.isEmpty();
        }

        IdHeap next() {
            return begun.isEmpty() ? fresh : begun;
        }

        IdHeap withOldest() {
            if (begun.isEmpty() || fresh.isEmpty()) {
                return next();
            }
            return begun.smallest() < fresh.smallest() ? begun : fresh;
        }
    }

    private static final int TURN_OF_THE_OLDEST = 10;

    private final TreeMap<Integer, Level> levels = new TreeMap<>(Comparator.reverseOrder());
    private int size;
    private int turn;

    void add(Place place) {
        Level level = levels.computeIfAbsent(place.priority(), unused -> new Level());
        (place.begun() ? level.begun : level.fresh).add(place.job());
        size++;
    }

    /** Costs a look at all of that priority. */
    void remove(long id, int priority) {
        Level level = levels.get(priority);
        if (level != null && (level.begun.remove(id) || level.fresh.remove(id))) {
            size--;
            if (level.isEmpty()) {
                levels.remove(priority);
            }
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    Place poll() {
        if (isEmpty()) {
            throw new IllegalStateException("nobody is waiting");
        }
        turn = turn % TURN_OF_THE_OLDEST + 1;
        boolean oldest = turn == TURN_OF_THE_OLDEST;
        Map.Entry<Integer, Level> chosen = oldest ? levelOfOldest() : levels.firstEntry();
        Level level = chosen.getValue();
        IdHeap heap = oldest ? level.withOldest() : level.next();
        size--;
        var place = new Place(heap.poll(), chosen.getKey(), heap == level.begun);
        if (level.isEmpty()) {
            levels.remove(chosen.getKey());
        }
        return place;
    }

    private Map.Entry<Integer, Level> levelOfOldest() {
        return Collections.min(
                levels.entrySet(),
                Comparator.comparingLong(level -> level.getValue().withOldest().smallest()));
    }
}
