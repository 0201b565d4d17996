package io.headwater.cli.work;

import io.headwater.cli.screen.Screen;
import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.UniqueKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a command as a job: its own tree and nothing else that the store may hold. The same command, typed again
 * while its job is live, goes on with that job, also when it was paused.
 */
public final class Foreground {
    /** Within the five seconds that a stop may take. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private final Home home;
    private final Handlers handlers;
    private final Screen screen;

    /** What the command's jobs are carried out by. */
    @FunctionalInterface
    public interface Handlers {
        JobEngine.Builder addTo(JobEngine.Builder engine);
    }

    public Foreground(Home home, Handlers handlers, Screen screen) {
        this.home = home;
        this.handlers = handlers;
        this.screen = screen;
    }

    /**
     * What the job results in, null when that is nothing.
     *
     * @param command the words that make it the same command
     * @throws Stopped when Ctrl-C or SIGTERM came first
     */
    public <R> @Nullable R run(Job<R> job, List<String> command) {
        Interrupts interrupts = Interrupts.taken();
        home.create();
        Enlisted enlisted = enlist(job, CommandKey.of(command));
        try (JobEngine engine = open(Runs.only(enlisted.job()))) {
            new Following(engine, enlisted, screen, interrupts.first()).untilOver();
            screen.settle();
            return resultOf(engine.handle(enlisted.job(), typeOf(job)), interrupts);
        }
    }

    /** Nothing runs yet, so what is seen here and the events that follow tell everything. */
    private Enlisted enlist(Job<?> job, UniqueKey key) {
        try (JobEngine engine = open(Runs.NOTHING)) {
            DispatchOptions options = DispatchOptions.defaults().withUniqueKey(key);
            JobId id = Objects.requireNonNull(engine.dispatch(job, options).block())
                    .id();
            engine.tree(id)
                    .flatMapIterable(tree -> tree.flatten().map(JobTree::job).toList())
                    .filter(paused -> paused.state() == JobState.PAUSED)
                    .concatMap(paused -> engine.resume(paused.id()))
                    .blockLast();
            List<JobEvent> soFar = Objects.requireNonNull(
                    engine.history(EventFilter.all().ofJob(id)).block());
            JobTree tree = Objects.requireNonNull(engine.tree(id).block());
            return new Enlisted(tree, soFar.get(soFar.size() - 1).seq());
        }
    }

    private static <R> @Nullable R resultOf(JobHandle<R> handle, Interrupts interrupts) {
        if (handle.state().block() == JobState.PAUSED) {
            throw new Stopped(Objects.requireNonNull(interrupts.first().block()));
        }
        return handle.result().block();
    }

    private JobEngine open(Runs which) {
        return handlers.addTo(JobEngine.builder()
                        .database(home.database())
                        .grace(GRACE)
                        .run(which))
                .start();
    }

    @SuppressWarnings("unchecked") // the class of a Job<R> is one
    private static <R> Class<? extends Job<R>> typeOf(Job<R> job) {
        return (Class<? extends Job<R>>) job.getClass();
    }
}
