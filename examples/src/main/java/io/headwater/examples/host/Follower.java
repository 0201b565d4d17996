package io.headwater.examples.host;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.Jobs;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Tells of everything that happens, once each, however often the connection is lost: it remembers the number of the last
 * event that it has told of, and asks for what came after. A host that keeps that number with its own data goes on there
 * even after a restart.
 */
public final class Follower {
    private final Jobs jobs;
    private final Consumer<JobEvent> tell;
    private volatile long told;
    private Disposable connection = Disposables.disposed();

    /** @param told the last event that was told of before; 0 to begin with the oldest */
    public Follower(Jobs jobs, long told, Consumer<JobEvent> tell) {
        this.jobs = jobs;
        this.told = told;
        this.tell = tell;
    }

    public void connect() {
        connection = jobs.events(EventFilter.all(), told).subscribe(event -> {
            tell.accept(event);
            if (event.seq() > 0) { // progress and log lines are live only: they have no number
                told = event.seq();
            }
        });
    }

    public void disconnect() {
        connection.dispose();
    }
}
