package io.headwater.core.queue;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The jobs of one queue that may start: the highest priority first, within it what has begun before what is new, within
 * that the oldest.
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

        long poll() {
            return begun.isEmpty() ? fresh.poll() : begun.poll();
        }
    }

    private final TreeMap<Integer, Level> levels = new TreeMap<>(Comparator.reverseOrder());

    void add(long id, int priority, boolean begun) {
        Level level = levels.computeIfAbsent(priority, unused -> new Level());
        (begun ? level.begun : level.fresh).add(id);
    }

    /** Costs a look at all of that priority. */
    void remove(long id, int priority) {
        Level level = levels.get(priority);
        if (level != null && (level.begun.remove(id) || level.fresh.remove(id)) && level.isEmpty()) {
            levels.remove(priority);
        }
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    long poll() {
        Map.Entry<Integer, Level> highest = levels.firstEntry();
        if (highest == null) {
            throw new IllegalStateException("nobody is waiting");
        }
        long id = highest.getValue().poll();
        if (highest.getValue().isEmpty()) {
            levels.remove(highest.getKey());
        }
        return id;
    }
}
