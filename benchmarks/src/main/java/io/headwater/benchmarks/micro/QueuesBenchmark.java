package io.headwater.benchmarks.micro;

import io.headwater.core.queue.Place;
import io.headwater.core.queue.Queues;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One job in, the next one out, while a hundred thousand wait. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueuesBenchmark {
    private static final int WAITING = 100_000;

    private final Queues queues = new Queues(Map.of("default", 1));
    private long newest;
    private long running;

    @Setup
    public void fill() {
        while (newest < WAITING) {
            queues.add("default", new Place(++newest, 0, false));
        }
        running = queues.takeAll().get(0).job();
        queues.keep();
    }

    @Benchmark
    public long oneInOneOut() {
        queues.add("default", new Place(++newest, 0, false));
        queues.release("default", running);
        running = queues.takeAll().get(0).job();
        queues.keep();
        return running;
    }
}
