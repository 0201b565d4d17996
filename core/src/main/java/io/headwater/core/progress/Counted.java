package io.headwater.core.progress;

import io.headwater.core.journal.JobRow;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** In whose progress a live job counts. Mostly that is one other job, so the parts are a chain and no list. */
final class Counted {
    private static final int FEW = 16;

    private final ConcurrentMap<Long, Chain> chains = new ConcurrentHashMap<>();

    /**
     * @param length how many parts there are, some of which may be over
     * @param most how many there may be before those are taken out: twice as many as were left the last time
     */
    private record Chain(Part first, int length, int most) {
        private Chain with(Part part) {
            part.next = first;
            return length < most ? new Chain(part, length + 1, most) : withoutOver(part);
        }

        private static Chain withoutOver(Part first) {
            int length = 1;
            Part last = first;
            for (Part part = first.next; part != null; part = part.next) {
                if (!part.all.areOver()) {
                    last.next = part;
                    last = part;
                    length++;
                }
            }
            last.next = null;
            return new Chain(first, length, Math.max(FEW, 2 * length));
        }
    }

    /** Whether it is possible at all: nobody counts a job that has no parent and no key, and that nobody awaits. */
    static boolean mayCount(JobRow job) {
        return job.parent() != null || job.key() != null || job.standing().awaited();
    }

    boolean has(long job) {
        return chains.containsKey(job);
    }

    void add(long job, Part part) {
        chains.compute(job, (id, chain) -> chain == null ? new Chain(part, 1, FEW) : chain.with(part));
    }

    void forEachOf(long job, Consumer<Part> action) {
        each(chains.get(job), action);
    }

    void remove(long job, Consumer<Part> action) {
        each(chains.remove(job), action);
    }

    private static void each(@Nullable Chain chain, Consumer<Part> action) {
        for (Part part = chain == null ? null : chain.first(); part != null; part = part.next) {
            action.accept(part);
        }
    }
}
