package io.headwater.core.queue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The queues of an engine. */
public final class Queues {
    public static final String DEFAULT = "default";

    private final Map<String, OneQueue> queues = new TreeMap<>();

    /** Starts the job that has got a slot of a queue and lost its place; false when it has no use for the slot. */
    @FunctionalInterface
    public interface Starting {
        boolean start(Place place, String queue);
    }

    private static final class OneQueue {
        final String name;
        final int built;
        int slots;
        boolean paused;
        final WaitingRoom room = new WaitingRoom();
        /** The priority that was lent to those who wait; few jobs are waited for. */
        final Map<Long, Integer> lent = new HashMap<>();
        /** The jobs that hold a slot: giving one back twice must not make two of it. */
        final Set<Long> taken = new HashSet<>();

        OneQueue(String name, int slots) {
            this.name = name;
            built = slots;
            this.slots = slots;
        }

        boolean anyStart() {
            return !paused && taken.size() < slots && !room.isEmpty();
        }

        int room(int ending) {
            int free = slots - taken.size() + Math.min(ending, taken.size());
            return paused ? 0 : Math.max(0, free - room.size());
        }
    }

    /** @param slots how many jobs of each queue may run at once */
    public Queues(Map<String, Integer> slots) {
        slots.forEach((name, count) -> queues.put(name, new OneQueue(name, count)));
    }

    public Set<String> names() {
        return queues.keySet();
    }

    public boolean has(String queue) {
        return queues.containsKey(queue);
    }

    /** How many jobs of it run. */
    public int running(String queue) {
        return named(queue).taken.size();
    }

    public int slots(String queue) {
        return named(queue).slots;
    }

    /** With how many slots the queue was built. */
    public int builtSlots(String queue) {
        return named(queue).built;
    }

    public boolean isPaused(String queue) {
        return named(queue).paused;
    }

    /**
     * From now on; what runs goes on.
     *
     * @param slots null: as the queue was built
     */
    public void set(String queue, @Nullable Integer slots, boolean paused) {
        OneQueue one = named(queue);
        one.slots = slots == null ? one.built : slots;
        one.paused = paused;
    }

    /** A job may start as soon as there is a slot. */
    public void add(String queue, Place place) {
        named(queue).room.add(place);
    }

    /**
     * The job starts with a priority that others lend to it, which is higher than its own. Its own place stays behind;
     * whoever comes to it finds that the job has started.
     *
     * @param priority null: nobody lends it any
     * @return what was lent to it before; null: nothing
     */
    public @Nullable Integer lend(String queue, long job, @Nullable Integer priority, boolean begun) {
        OneQueue one = named(queue);
        Integer before = priority == null ? one.lent.remove(job) : one.lent.put(job, priority);
        if (!Objects.equals(before, priority)) {
            if (before != null) {
                one.room.remove(job, before);
            }
            if (priority != null) {
                one.room.add(new Place(job, priority, begun));
            }
        }
        return before;
    }

    /** What was lent to the job, which has come to one of its places, counts no longer. */
    public Optional<Integer> takeLent(String queue, long job) {
        return Optional.ofNullable(named(queue).lent.remove(job));
    }

    /** The job has again what was lent to it, and its places. */
    public void lendAgain(String queue, long job, int priority) {
        named(queue).lent.put(job, priority);
    }

    /** The job's slot is free again; false when it had none. */
    public boolean release(String queue, long job) {
        return named(queue).taken.remove(job);
    }

    /** The job has its slot after all. */
    public void takeBack(String queue, long job) {
        named(queue).taken.add(job);
    }

    /** The job may not start after all. Costs a look at all that wait. */
    public void remove(String queue, long job, int priority) {
        named(queue).room.remove(job, priority);
    }

    /**
     * Takes a slot for each job that can start now.
     *
     * @param prepare hears which of them come next
     */
    public void takeAll(Consumer<List<Long>> prepare, Starting start) {
        for (OneQueue queue : queues.values()) {
            while (queue.anyStart()) {
                takeFree(queue, prepare, start);
            }
        }
    }

    private static void takeFree(OneQueue queue, Consumer<List<Long>> prepare, Starting start) {
        var next = new ArrayDeque<Place>();
        for (int free = queue.slots - queue.taken.size(); free > 0 && !queue.room.isEmpty(); free--) {
            next.add(queue.room.poll());
        }
        try {
            prepare.accept(next.stream().map(Place::job).toList());
            while (!next.isEmpty()) {
                take(queue, next.remove(), start);
            }
        } finally {
            next.forEach(queue.room::add); // none are left, unless the transaction has failed
        }
    }

    private static void take(OneQueue queue, Place place, Starting start) {
        if (queue.taken.add(place.job())) {
            boolean started = false;
            try {
                started = start.start(place, queue.name);
            } finally {
                if (!started) {
                    queue.taken.remove(place.job());
                }
            }
        }
    }

    /**
     * About how many more jobs would find a slot if they came now.
     *
     * @param ending how many of those that run, in whatever queue, are about to give theirs back
     */
    public int room(int ending) {
        int room = 0;
        for (OneQueue queue : queues.values()) {
            room += queue.room(ending);
        }
        return room;
    }

    /** Whether somebody could start now. */
    public boolean anyStart() {
        return queues.values().stream().anyMatch(OneQueue::anyStart);
    }

    private OneQueue named(String queue) {
        OneQueue one = queues.get(queue);
        if (one == null) {
            throw new IllegalStateException("there is no queue " + queue);
        }
        return one;
    }
}
