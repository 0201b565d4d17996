package io.headwater.core.queue;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The queues of an engine. */
public final class Queues {
    public static final String DEFAULT = "default";

    private final Map<String, OneQueue> queues = new TreeMap<>();

    /** Hears which job has got a slot of which queue. */
    @FunctionalInterface
    public interface Starting {
        void start(long job, String queue);
    }

    private static final class OneQueue {
        final String name;
        final int slots;
        final WaitingRoom room = new WaitingRoom();
        /** The jobs that hold a slot: giving one back twice must not make two of it. */
        final Set<Long> taken = new HashSet<>();

        OneQueue(String name, int slots) {
            this.name = name;
            this.slots = slots;
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

    /** A job may start as soon as there is a slot. */
    public void add(String queue, long job, int priority, boolean begun) {
        named(queue).room.add(job, priority, begun);
    }

    /** The job's slot is free again, if it had one. */
    public void release(String queue, long job) {
        named(queue).taken.remove(job);
    }

    /** Takes a slot for each job that can start now. */
    public void takeAll(Starting start) {
        for (OneQueue queue : queues.values()) {
            while (queue.taken.size() < queue.slots && !queue.room.isEmpty()) {
                long job = queue.room.poll();
                if (queue.taken.add(job)) {
                    start.start(job, queue.name);
                }
            }
        }
    }

    private OneQueue named(String queue) {
        OneQueue one = queues.get(queue);
        if (one == null) {
            throw new IllegalStateException("there is no queue " + queue);
        }
        return one;
    }
}
