package io.headwater.core.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The queues of an engine. What changes here belongs to a transaction, and is taken back with it. */
public final class Queues {
    public static final String DEFAULT = "default";

    private static final int FEW = 8;

    private final Map<String, OneQueue> queues = new TreeMap<>();
    private final List<OneQueue> all;
    /** What has happened since it was last kept, the newest first. */
    private final Deque<Change> changes = new ArrayDeque<>();

    /** A job that has got a slot and lost its place. */
    public record Turn(String queue, long job) {}

    private static final class OneQueue {
        final String name;
        final int built;
        int slots;
        boolean paused;
        WaitingRoom room = new WaitingRoom();
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

        /** Answers what was lent before. */
        @Nullable
        Integer lend(long job, @Nullable Integer priority, boolean begun) {
            Integer before = priority == null ? lent.remove(job) : lent.put(job, priority);
            if (!Objects.equals(before, priority)) {
                if (before != null) {
                    room.remove(job, before);
                }
                if (priority != null) {
                    room.add(new Place(job, priority, begun));
                }
            }
            return before;
        }

        int room(int ending) {
            int free = slots - taken.size() + Math.min(ending, taken.size());
            return paused ? 0 : Math.max(0, free - room.size());
        }
    }

    private interface Change {
        void undo();
    }

    private record Added(OneQueue queue, Place place) implements Change {
        @Override
        public void undo() {
            queue.room.remove(place.job(), place.priority());
        }
    }

    private record PassedBy(OneQueue queue, Place place) implements Change {
        @Override
        public void undo() {
            queue.room.add(place);
        }
    }

    private record Taken(
            OneQueue queue, Place place, @Nullable Integer lent) implements Change {
        @Override
        public void undo() {
            queue.taken.remove(place.job());
            queue.room.add(place);
            if (lent != null) {
                queue.lent.put(place.job(), lent);
            }
        }
    }

    private record Released(OneQueue queue, long job) implements Change {
        @Override
        public void undo() {
            queue.taken.add(job);
        }
    }

    private record Lent(OneQueue queue, long job, @Nullable Integer before, boolean begun) implements Change {
        @Override
        public void undo() {
            queue.lend(job, before, begun);
        }
    }

    /** @param slots how many jobs of each queue may run at once */
    public Queues(Map<String, Integer> slots) {
        slots.forEach((name, count) -> queues.put(name, new OneQueue(name, count)));
        all = List.copyOf(queues.values());
    }

    /** Always in the same order. */
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
        OneQueue one = named(queue);
        one.room.add(place);
        changes.push(new Added(one, place));
    }

    /** Nobody waits; what runs goes on. It is not taken back. */
    public void clear() {
        for (OneQueue queue : all) {
            queue.room = new WaitingRoom();
            queue.lent.clear();
        }
        changes.clear();
    }

    /** Takes the many in that wait when an engine starts. They may start as soon as there are slots; it is not taken back. */
    public LongConsumer backlog(String queue, int priority, boolean begun) {
        WaitingRoom room = named(queue).room;
        return job -> room.add(job, priority, begun);
    }

    /**
     * The job starts with a priority that others lend to it, which is higher than its own. Its own place stays behind;
     * whoever comes to it finds that the job has started.
     *
     * @param priority null: nobody lends it any
     */
    public void lend(String queue, long job, @Nullable Integer priority, boolean begun) {
        OneQueue one = named(queue);
        changes.push(new Lent(one, job, one.lend(job, priority, begun), begun));
    }

    /** The job's slot is free again, if it had one. */
    public void release(String queue, long job) {
        OneQueue one = named(queue);
        if (one.taken.remove(job)) {
            changes.push(new Released(one, job));
        }
    }

    /**
     * The next that can start now, in a queue that hardly anybody waits in; null when there is none. Where many wait they are
     * better taken together, when all slots that become free are known.
     */
    public @Nullable Turn takeOneOfFew() {
        for (OneQueue queue : all) {
            while (queue.room.size() <= FEW && queue.anyStart()) {
                Turn turn = take(queue);
                if (turn != null) {
                    return turn;
                }
            }
        }
        return null;
    }

    /** All that can start now. */
    public List<Turn> takeAll() {
        var turns = new ArrayList<Turn>();
        for (OneQueue queue : all) {
            while (queue.anyStart()) {
                Turn turn = take(queue);
                if (turn != null) {
                    turns.add(turn);
                }
            }
        }
        return turns;
    }

    /** Null where the job has started already, from another place. */
    private @Nullable Turn take(OneQueue queue) {
        Place place = queue.room.poll();
        if (!queue.taken.add(place.job())) {
            changes.push(new PassedBy(queue, place));
            return null;
        }
        changes.push(new Taken(queue, place, queue.lent.remove(place.job())));
        return new Turn(queue.name, place.job());
    }

    /** The job has no use for its slot. */
    public void giveBack(Turn turn) {
        named(turn.queue()).taken.remove(turn.job());
    }

    /** What has changed stays so. */
    public void keep() {
        changes.clear();
    }

    /** All is again as it was when it was last kept. Where places were added it costs a look at all that wait. */
    public void undo() {
        while (!changes.isEmpty()) {
            changes.pop().undo();
        }
    }

    /**
     * About how many more jobs would find a slot if they came now.
     *
     * @param ending how many of those that run, in whatever queue, are about to give theirs back
     */
    public int room(int ending) {
        int room = 0;
        for (OneQueue queue : all) {
            room += queue.room(ending);
        }
        return room;
    }

    /** Whether somebody could start now. */
    public boolean anyStart() {
        for (OneQueue queue : all) {
            if (queue.anyStart()) {
                return true;
            }
        }
        return false;
    }

    private OneQueue named(String queue) {
        OneQueue one = queues.get(queue);
        if (one == null) {
            throw new IllegalStateException("there is no queue " + queue);
        }
        return one;
    }
}
