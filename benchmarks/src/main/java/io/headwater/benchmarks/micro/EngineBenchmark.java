package io.headwater.benchmarks.micro;

import io.headwater.benchmarks.contender.Endless;
import io.headwater.benchmarks.contender.NoOp;
import io.headwater.core.JobEngine;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.publisher.Mono;

/** What a handler and a host pay for one call of a live engine; two callers never meet here. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
    private final CompletableFuture<JobContext> running = new CompletableFuture<>();
    private @Nullable JobEngine engine;
    private @Nullable JobContext context;
    private long done;

    @Setup
    public void start() throws IOException {
        Path folder = Files.createTempDirectory("headwater-micro");
        JobEngine started = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("default", 4)
                .handler(NoOp.class, (job, context) -> Mono.empty())
                .handler(Endless.class, (job, context) -> {
                    running.complete(context);
                    return context.interruptible(Mono.never());
                })
                .start();
        engine = started;
        started.dispatch(new Endless(0)).block();
        context = running.join();
    }

    @TearDown
    public void close() {
        engine().close();
    }

    private JobEngine engine() {
        return Objects.requireNonNull(engine);
    }

    @Benchmark
    public void progress() {
        Objects.requireNonNull(context).progress(Progress.unbounded(++done, Progress.Unit.ITEMS));
    }

    /** One command through the journal and back, a commit of its own. */
    @Benchmark
    public @Nullable JobHandle<Void> acknowledgedDispatch() {
        return engine().dispatch(new NoOp(1)).block();
    }
}
