package io.headwater.cli.work;

import io.headwater.cli.screen.Screen;
import io.headwater.core.Durability;
import io.headwater.core.History;
import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.Jobs;
import io.headwater.models.config.EngineSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Carries out a command as a job: its own tree and nothing else that the store may hold. The same command, typed again
 * while its job is live, goes on with that job, also when it was paused.
 */
public final class Foreground {
    /** How many models are fetched at once, where the configuration does not say. */
    public static final int DOWNLOADS = 4;

    /** Within the five seconds that a stop may take. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private static final int SMALLEST_HISTORY = 1_000;
    private static final Duration SHORTEST_HISTORY = Duration.ofHours(1);

    private final Home home;
    private final EngineSettings settings;
    private final Handlers handlers;
    private final Screen screen;

    /** What the command's jobs are carried out by. */
    @FunctionalInterface
    public interface Handlers {
        JobEngine.Builder addTo(JobEngine.Builder engine);
    }

    /** Who looks on while the jobs run, and may do to them what a person may. */
    @FunctionalInterface
    public interface Onlooker {
        /** @return what there is to say of it, as it happens */
        Flux<String> watch(Jobs jobs);
    }

    /** @param settings count more than what the handlers' queues have otherwise */
    public Foreground(Home home, EngineSettings settings, Handlers handlers, Screen screen) {
        this.home = home;
        this.settings = settings;
        this.handlers = handlers;
        this.screen = screen;
    }

    /**
     * What the job results in, null when that is nothing.
     *
     * @throws Stopped when Ctrl-C or SIGTERM came first
     */
    public <R> @Nullable R run(Job<R> job) {
        return run(job, jobs -> Flux.never());
    }

    /** The same with somebody who looks on. */
    public <R> @Nullable R run(Job<R> job, Onlooker onlooker) {
        Interrupts interrupts = Interrupts.taken();
        Enlisted enlisted = enlist(job);
        try (JobEngine engine = open(Runs.only(enlisted.job()))) {
            try {
                new Following(engine, enlisted, screen, interrupts.first(), onlooker).untilOver();
            } finally {
                screen.settle();
            }
            return resultOf(engine.handle(enlisted.job(), typeOf(job)), engine, interrupts);
        }
    }

    /** Nothing runs yet, so what is seen here and the events that follow tell everything. */
    private Enlisted enlist(Job<?> job) {
        try (JobEngine engine = open(Runs.NOTHING)) {
            DispatchOptions options = DispatchOptions.defaults().withUniqueKey(CommandKey.of(job));
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

    private static <R> @Nullable R resultOf(JobHandle<R> handle, Jobs jobs, Interrupts interrupts) {
        if (handle.state().block() == JobState.PAUSED) {
            throw new Stopped(Objects.requireNonNull(interrupts.first().block()));
        }
        try {
            return handle.result().block();
        } catch (JobException.Dependency failure) {
            throw reasonOf(
                    failure, Objects.requireNonNull(jobs.tree(handle.id()).block()));
        }
    }

    /** What it failed of in the end decides what there is to do; the words are those of the job that the person started. */
    private static JobException reasonOf(JobException.Dependency failure, JobTree tree) {
        return tree.flatten()
                .map(below -> below.job().error())
                .filter(error -> error != null && !error.kind().equals("Dependency"))
                .findFirst()
                .map(error -> new JobError(
                                error.kind(),
                                error.code(),
                                String.valueOf(failure.getMessage()),
                                error.hint(),
                                error.retryable(),
                                error.attempt(),
                                error.causes())
                        .toException())
                .orElse(failure);
    }

    private JobEngine open(Runs which) {
        JobEngine.Builder engine =
                handlers.addTo(JobEngine.builder().grace(GRACE).run(which));
        settings.queues().forEach(engine::queue);
        return home.open(engine.durability(durability()).history(history()));
    }

    /** Never so little that the command's own jobs are gone before it has told of them. */
    private History history() {
        Duration age = settings.keep().compareTo(SHORTEST_HISTORY) < 0 ? SHORTEST_HISTORY : settings.keep();
        return History.keep(Math.max(settings.max(), SMALLEST_HISTORY), age);
    }

    private Durability durability() {
        return switch (settings.durability()) {
            case NORMAL -> Durability.NORMAL;
            case FULL -> Durability.FULL;
        };
    }

    @SuppressWarnings("unchecked") // the class of a Job<R> is one
    private static <R> Class<? extends Job<R>> typeOf(Job<R> job) {
        return (Class<? extends Job<R>>) job.getClass();
    }
}
