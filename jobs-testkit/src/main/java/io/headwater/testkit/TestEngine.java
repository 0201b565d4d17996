package io.headwater.testkit;

import io.headwater.core.Durability;
import io.headwater.core.History;
import io.headwater.core.JobEngine;
import io.headwater.core.Runs;
import io.headwater.core.fault.Point;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.LogLine;
import io.headwater.jobs.Upcaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A real engine on a real file, for tests: time stands still until {@link #advance} lets it pass, states can be awaited,
 * and the engine can be closed or torn down and started again on the same file.
 */
public final class TestEngine implements AutoCloseable {
    /** How long a test waits for what must happen at once. */
    public static final String PATIENCE_PROPERTY = "headwater.patience";

    /** For what blocks: the common pool may have one thread only, which others need. */
    public static final Executor ON_ITS_OWN_THREAD = task -> new Thread(task, "closing").start();

    /** Tells what hangs from what is slow: a disk may well take seconds over what it takes milliseconds for otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger(PATIENCE_PROPERTY, 120));

    private final Function<LentTime, JobEngine.Builder> recipe;
    private final Path folder;
    private final boolean ownsFolder;
    private final @Nullable LentTime time;
    private final TestFaults faults;
    private JobEngine engine;

    public static Builder builder() {
        return new Builder();
    }

    private TestEngine(Builder setup, Path folder, boolean ownsFolder) {
        this.folder = folder;
        this.ownsFolder = ownsFolder;
        time = setup.realTime ? null : new LentTime();
        faults = new TestFaults(setup.reentry, setup.silent, setup.scarceNumbers);
        recipe = lent -> {
            JobEngine.Builder builder =
                    setup.recipe.apply(JobEngine.builder().database(file()).faults(faults));
            return lent == null ? builder : builder.time(lent);
        };
        EmptyStore.putWhereMissing(file());
        engine = start();
    }

    private JobEngine start() {
        return recipe.apply(time).start();
    }

    public Jobs jobs() {
        return engine;
    }

    public JobEngine engine() {
        return engine;
    }

    public Path file() {
        return folder.resolve("jobs.db");
    }

    /** Time as the engine has it; only where it is lent. */
    public LentTime time() {
        return Objects.requireNonNull(time, "this engine runs on real time");
    }

    /** Lets time pass, once the engine has done what it had to do by now: it may have to set an alarm first. */
    public void advance(Duration by) {
        settle();
        time().advance(by);
    }

    /** Does something whenever the engine passes a point; may be changed at any time. */
    public void at(Point point, Runnable action) {
        faults.at(point, action);
    }

    /** What the engines on this file have asked of the store so far. */
    public Set<String> statements() {
        return faults.statements();
    }

    public <R> JobHandle<R> dispatch(Job<R> job) {
        return dispatch(job, DispatchOptions.defaults());
    }

    public <R> JobHandle<R> dispatch(Job<R> job, DispatchOptions options) {
        return now(jobs().dispatch(job, options));
    }

    /** What a publisher emits, waited for; never null. */
    public static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(PATIENCE), "the publisher ended without a value");
    }

    /** Runs a command to its end. */
    public static void done(Mono<Void> command) {
        command.block(PATIENCE);
    }

    public JobView view(JobId id) {
        return now(jobs().find(id));
    }

    public JobState state(JobId id) {
        return view(id).state();
    }

    /** Waits until the job is in one of these states. */
    public JobView until(JobId id, JobState first, JobState... more) {
        Set<JobState> wanted = EnumSet.of(first, more);
        var seen = new JobView[1];
        await(
                () -> {
                    seen[0] = view(id);
                    return wanted.contains(seen[0].state());
                },
                () -> "job %s to be %s; it is %s after %s".formatted(id, wanted, seen[0].state(), history(id)));
        return seen[0];
    }

    /** Waits until something is so; looks again every millisecond, because not everything rings a bell. */
    public void until(String what, BooleanSupplier so) {
        waitFor(what, so);
    }

    /** The same, for what no engine is needed for. */
    public static void waitFor(String what, BooleanSupplier so) {
        await(so, () -> what);
    }

    private static void await(BooleanSupplier so, java.util.function.Supplier<String> what) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited %s for %s".formatted(PATIENCE, what.get()));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** The stored lifecycle events of a job so far. */
    public List<JobEvent> history(JobId id) {
        return stored(EventFilter.all().ofJob(id));
    }

    /** The names of the stored lifecycle events of a job so far, such as {@code JobQueued}. */
    public List<String> story(JobId id) {
        return history(id).stream().map(event -> event.kind().eventName()).toList();
    }

    /** The stored lifecycle events of all jobs so far. */
    public List<JobEvent> history() {
        return stored(EventFilter.all());
    }

    private List<JobEvent> stored(EventFilter filter) {
        return now(engine.history(filter));
    }

    public List<String> log(JobId id) {
        return now(jobs().logs(id, 0).map(LogLine::message).collectList());
    }

    /** Waits until all that was asked of the journal is written. */
    public void settle() {
        until("the journal to be idle", () -> engine.unwritten() == 0);
    }

    /** Closes the engine as a host does, and starts another on the same file. */
    public void restart() {
        stop();
        engine = start();
    }

    /** Lets the engine go without a word, as the end of the process would, and starts another on the same file. */
    public void crash() {
        engine.abandon();
        engine = start();
    }

    /** Closes the engine; where time is lent, it passes once nothing but time can bring the end. */
    public void stop() {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close, ON_ITS_OWN_THREAD);
        LentTime lent = time;
        long begun = System.nanoTime();
        while (!closing.isDone()) {
            long waited = System.nanoTime() - begun;
            if (waited > 3 * PATIENCE.toNanos()) {
                throw new AssertionError("the engine did not close");
            }
            // Some handlers never end by themselves, and keep a thread busy with it.
            if (lent != null && (!engine.isBusy() || waited > TimeUnit.MILLISECONDS.toNanos(200))) {
                lent.advance(Duration.ofSeconds(1));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        closing.join();
    }

    @Override
    public void close() {
        stop();
        if (ownsFolder && Files.exists(folder)) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path :
                    new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What a test engine is made of. */
    public static final class Builder {
        private UnaryOperator<JobEngine.Builder> recipe = UnaryOperator.identity();
        private boolean realTime;
        private boolean reentry;
        private boolean silent;
        private boolean scarceNumbers;
        private @Nullable Path folder;

        private Builder() {}

        public Builder queue(String name, int slots) {
            return with(builder -> builder.queue(name, slots));
        }

        public <J extends Job<R>, R> Builder handler(Class<J> job, JobHandler<J, R> handler) {
            return with(builder -> builder.handler(job, handler));
        }

        public Builder upcaster(String type, int fromVersion, Upcaster upcaster) {
            return with(builder -> builder.upcaster(type, fromVersion, upcaster));
        }

        public Builder grace(Duration period) {
            return with(builder -> builder.grace(period));
        }

        public Builder crashLimit(int times) {
            return with(builder -> builder.crashLimit(times));
        }

        public Builder history(History kept) {
            return with(builder -> builder.history(kept));
        }

        public Builder run(Runs which) {
            return with(builder -> builder.run(which));
        }

        public Builder payloadLimit(int bytes) {
            return with(builder -> builder.payloadLimit(bytes));
        }

        public Builder durability(Durability durability) {
            return with(builder -> builder.durability(durability));
        }

        private Builder with(UnaryOperator<JobEngine.Builder> more) {
            UnaryOperator<JobEngine.Builder> before = recipe;
            recipe = builder -> more.apply(before.apply(builder));
            return this;
        }

        /** The machine's time instead of a lent one. */
        public Builder realTime() {
            realTime = true;
            return this;
        }

        /** Handlers are run again from the top after every await and every new checkpoint. */
        public Builder forcedReentry() {
            reentry = true;
            return this;
        }

        /** Live subscribers hear nothing: whoever waits on them waits in vain. */
        public Builder liveBusOff() {
            silent = true;
            return this;
        }

        /** Event numbers run out all the time, so that transactions are undone and done again. */
        public Builder scarceNumbers() {
            scarceNumbers = true;
            return this;
        }

        /** Where the file lies; by default in a new temporary folder that goes with the engine. */
        public Builder folder(Path place) {
            folder = place;
            return this;
        }

        public TestEngine start() {
            try {
                Path given = folder;
                return given == null
                        ? new TestEngine(this, Files.createTempDirectory("headwater"), true)
                        : new TestEngine(this, given, false);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
