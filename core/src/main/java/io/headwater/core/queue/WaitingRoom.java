package io.headwater.core.queue;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

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
    private static final int LEAST_PRIORITY = -100;
    private static final int MOST_PRIORITY = 100;

    /** By how far a priority is below the highest that there is. */
    private final @Nullable Level[] levels = new @Nullable Level[MOST_PRIORITY - LEAST_PRIORITY + 1];
    /** Where somebody waits. */
    private final BitSet inUse = new BitSet(levels.length);

    private int size;
    private int turn;

    void add(Place place) {
        add(place.job(), place.priority(), place.begun());
    }

    void add(long job, int priority, boolean begun) {
        int place = MOST_PRIORITY - priority;
        Level level = level(place);
        (begun ? level.begun : level.fresh).add(job);
        inUse.set(place);
        size++;
    }

    private Level level(int place) {
        Level level = levels[place];
        if (level == null) {
            level = new Level();
            levels[place] = level;
        }
        return level;
    }

    /** Costs a look at all of that priority. */
    void remove(long id, int priority) {
        int place = MOST_PRIORITY - priority;
        if (inUse.get(place)) {
            Level level = level(place);
            if (level.begun.remove(id) || level.fresh.remove(id)) {
                left(place, level);
            }
        }
    }

    private void left(int place, Level level) {
        size--;
        if (level.isEmpty()) {
            inUse.clear(place);
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Place poll() {
        if (isEmpty()) {
            throw new IllegalStateException("nobody is waiting");
        }
        turn = turn % TURN_OF_THE_OLDEST + 1;
        boolean oldest = turn == TURN_OF_THE_OLDEST;
        int place = oldest ? placeOfOldest() : inUse.nextSetBit(0);
        Level level = level(place);
        IdHeap heap = oldest ? level.withOldest() : level.next();
        var polled = new Place(heap.poll(), MOST_PRIORITY - place, heap == level.begun);
        left(place, level);
        return polled;
    }

    private int placeOfOldest() {
        int found = inUse.nextSetBit(0);
        for (int place = inUse.nextSetBit(found + 1); place >= 0; place = inUse.nextSetBit(place + 1)) {
            if (level(place).withOldest().smallest() < level(found).withOldest().smallest()) {
                found = place;
            }
        }
        return found;
    }
}
