package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.NoOp;
import io.headwater.core.codec.JobCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The first engine of a JVM that has used Reactor and Jackson before, on a store whose schema is current. */
final class WarmStart implements Measurement {
    private static final String MILLIS = "ms";

    @Override
    public String name() {
        return "warm";
    }

    @Override
    public String title() {
        return "start() to first job done where Reactor and Jackson are warm";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(60, MILLIS, HEADWATER));
    }

    @Override
    public int rounds(int asked) {
        return 3 * asked;
    }

    @Override
    public boolean hasPreparation() {
        return true;
    }

    @Override
    public void prepare(String name, Path folder) throws Exception {
        try (Contender contender = Contenders.make(name, folder, 2)) {
            contender.start();
            contender.dispatchAndFinish(0);
        }
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        warmUp();
        long begin = System.nanoTime();
        try (Contender contender = Contenders.make(name, folder, 2)) {
            contender.start();
            contender.dispatchAndFinish(1);
            return Map.of(MILLIS, (System.nanoTime() - begin) / 1e6);
        }
    }

    private static void warmUp() {
        var types = new JobCodec.Builder();
        types.add(NoOp.class, (job, context) -> Mono.empty());
        JobCodec codec = types.build();
        Flux.range(0, 20_000)
                .map(number -> codec.write("The job", new NoOp(number)))
                .flatMap(text -> Mono.<NoOp>fromCallable(() -> codec.read("The job", text, NoOp.class)))
                .filter(job -> job.i() >= 0)
                .blockLast();
    }
}
