package io.headwater.core.run;

import io.headwater.core.journal.EventRow;
import io.headwater.jobs.JobException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits in memory for which job to end. A wait is entered by the journal's thread, between the transaction that finds
 * the job alive and any that could end it, so none is missed; and it costs the same however many others there are.
 */
public final class EndWatch {
    /** Hears of one end, once. */
    public interface Watcher {
        void ended(EventRow end);

        /** The engine closes; the job's end is yet to come. */
        void closed(JobException reason);
    }

    private final ConcurrentMap<Long, Set<Watcher>> watchers = new ConcurrentHashMap<>();
    private volatile @Nullable JobException closed;

    public void add(long job, Watcher watcher) {
        watchers.compute(job, (id, present) -> {
            Set<Watcher> all = present == null ? ConcurrentHashMap.newKeySet(2) : present;
            all.add(watcher);
            return all;
        });
        JobException reason = closed;
        if (reason != null) {
            watcher.closed(reason);
        }
    }

    /** Something to be done after one end, unless the engine closes before it. */
    public void whenEnded(long job, Runnable then, Consumer<JobException> onClose) {
        add(job, new Watcher() {
            @Override
            public void ended(EventRow end) {
                then.run();
            }

            @Override
            public void closed(JobException reason) {
                onClose.accept(reason);
            }
        });
    }

    public void remove(long job, Watcher watcher) {
        watchers.computeIfPresent(job, (id, present) -> {
            present.remove(watcher);
            return present.isEmpty() ? null : present;
        });
    }

    public void ended(EventRow end) {
        Set<Watcher> told = watchers.remove(end.job());
        if (told != null) {
            told.forEach(watcher -> watcher.ended(end));
        }
    }

    public void close(JobException reason) {
        closed = reason;
        watchers.values().forEach(all -> all.forEach(watcher -> watcher.closed(reason)));
        watchers.clear();
    }
}
