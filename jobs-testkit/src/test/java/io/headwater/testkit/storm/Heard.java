package io.headwater.testkit.storm;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.testkit.TestEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** All lifecycle events in their order, over restarts: from the live stream, or, where that is silent, from the store. */
final class Heard {
    private final TestEngine engine;
    private final boolean silent;
    private final List<JobEvent> events = new ArrayList<>();
    private BlockingQueue<JobEvent> arriving = new LinkedBlockingQueue<>();
    private Disposable subscription = Disposables.disposed();
    private volatile @Nullable Throwable deaf;

    Heard(TestEngine engine, boolean silent) {
        this.engine = engine;
        this.silent = silent;
        listen();
    }

    /** Goes on after the last event, on the engine that is at work now. */
    void listen() {
        subscription.dispose();
        deaf = null; // the engine that went away has said so
        var queue = new LinkedBlockingQueue<JobEvent>();
        arriving = queue;
        if (!silent) {
            subscription = engine.jobs()
                    .events(EventFilter.all(), lastSeq())
                    .filter(event -> event.kind().isLifecycle())
                    .subscribe(queue::add, failure -> deaf = failure);
        }
    }

    private long lastSeq() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).seq();
    }

    /** The next event; null when none came in time. */
    @Nullable
    JobEvent next(long patienceMillis) {
        if (silent && arriving.isEmpty()) {
            lookIntoTheStore(patienceMillis);
        }
        JobEvent event = poll(silent ? 0 : patienceMillis);
        if (event != null) {
            if (event.seq() <= lastSeq()) {
                throw new AssertionError("event %s came after number %d".formatted(event, lastSeq()));
            }
            events.add(event);
        } else if (deaf != null) {
            throw new AssertionError("nothing is heard any more", deaf);
        }
        return event;
    }

    private @Nullable JobEvent poll(long patienceMillis) {
        try {
            return arriving.poll(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while listening", interruption);
        }
    }

    private void lookIntoTheStore(long patienceMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        do {
            engine.history().stream().filter(event -> event.seq() > lastSeq()).forEach(arriving::add);
            if (arriving.isEmpty()) {
                LockSupport.parkNanos(500_000);
            }
        } while (arriving.isEmpty() && System.nanoTime() < deadline);
    }

    List<JobEvent> events() {
        return events;
    }

    void stop() {
        subscription.dispose();
    }
}
