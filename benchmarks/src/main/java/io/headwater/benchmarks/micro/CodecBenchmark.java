package io.headwater.benchmarks.micro;

import io.headwater.benchmarks.contender.NoOp;
import io.headwater.core.codec.EventCodec;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.journal.EventRow;
import io.headwater.jobs.JobEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

/** A job as JSON and back, and an event as the store has it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private final JobCodec jobs = codec();
    private final EventCodec events = jobs.events();
    private final NoOp job = new NoOp(4_711);
    private final String text = jobs.write("The job", job);
    private final EventRow row =
            new EventRow(1, 2, 2, "benchmark.noop", 1_700_000_000_000L, JobEvent.Kind.STARTED, 1L << 32, null);

    private static JobCodec codec() {
        var types = new JobCodec.Builder();
        types.add(NoOp.class, (work, context) -> Mono.empty());
        return types.build();
    }

    @Benchmark
    public String jobToJson() {
        return jobs.write("The job", job);
    }

    @Benchmark
    public @Nullable NoOp jobFromJson() {
        return jobs.read("The job", text, NoOp.class);
    }

    @Benchmark
    public JobEvent eventFromRow() {
        return events.event(row);
    }
}
