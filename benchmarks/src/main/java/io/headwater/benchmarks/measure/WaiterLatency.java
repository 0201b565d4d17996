package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** How long the end of one job takes to reach its waiter, while few and while many others wait for other jobs. */
final class WaiterLatency implements Measurement {
    private static final int FEW = 10;
    private static final int MANY = 10_000;
    private static final int TURNS = 7;
    private static final int ENDS = 300;

    /** A job that ends when it is told to. */
    @JobType(name = "benchmark.gated", title = "Gated")
    record Gated(int i) implements Job<Void> {}

    @Override
    public String name() {
        return "waiter";
    }

    @Override
    public String title() {
        return "End of a handler to its waiter, while others wait for other jobs (one JVM, in turn)";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(2, "10 000 / 10", HEADWATER));
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        ConcurrentMap<Integer, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();
        try (JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("others", 1)
                .handler(
                        Gated.class,
                        (job, context) -> context.interruptible(Mono.fromFuture(gate(gates, job.i()), true)))
                .start()) {
            List<JobHandle<Void>> others = new ArrayList<>();
            for (int number = 0; number < MANY; number++) {
                others.add(dispatch(engine, -1 - number, "others"));
            }
            List<Double> few = new ArrayList<>();
            List<Double> many = new ArrayList<>();
            int next = 0;
            int ends = (int) Math.max(20, ENDS * scale);
            for (int turn = 0; turn <= TURNS; turn++) {
                List<Double> withFew = ends(engine, gates, others.subList(0, FEW), next, ends);
                List<Double> withMany = ends(engine, gates, others, next + ends, ends);
                next += 2 * ends;
                if (turn > 0) {
                    few.add(Median.of(withFew));
                    many.add(Median.of(withMany));
                }
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("µs, 10 others", Median.of(few));
            figures.put("µs, 10 000 others", Median.of(many));
            figures.put("10 000 / 10", Median.of(many) / Median.of(few));
            return figures;
        }
    }

    private static CompletableFuture<Void> gate(ConcurrentMap<Integer, CompletableFuture<Void>> gates, int number) {
        return gates.computeIfAbsent(number, unseen -> new CompletableFuture<>());
    }

    private static JobHandle<Void> dispatch(JobEngine engine, int number, String queue) {
        DispatchOptions options = DispatchOptions.defaults().withQueue(queue);
        return Objects.requireNonNull(
                engine.dispatch(new Gated(number), options).block());
    }

    /** @return microseconds from the end of each handler to its waiter */
    private static List<Double> ends(
            JobEngine engine,
            ConcurrentMap<Integer, CompletableFuture<Void>> gates,
            List<JobHandle<Void>> others,
            int first,
            int count) {
        Disposable.Composite waiting = Disposables.composite();
        others.forEach(other -> waiting.add(other.result().subscribe()));
        List<Double> took = new ArrayList<>();
        for (int number = first; number < first + count; number++) {
            JobHandle<Void> handle = dispatch(engine, number, "default");
            var heard = new CompletableFuture<Long>();
            Disposable waiter = handle.result()
                    .subscribe(nothing -> {}, heard::completeExceptionally, () -> heard.complete(System.nanoTime()));
            while (engine.isBusy() || !gates.containsKey(number)) {
                Thread.onSpinWait();
            }
            long end = System.nanoTime();
            gate(gates, number).complete(null);
            took.add((heard.join() - end) / 1e3);
            waiter.dispose();
        }
        waiting.dispose();
        return took;
    }
}
