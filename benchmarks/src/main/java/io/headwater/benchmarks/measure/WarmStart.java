package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.NoOp;
import io.headwater.benchmarks.contender.Started;
import io.headwater.core.codec.JobCodec;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The first engine of a JVM that has used Reactor and Jackson before, on a store whose schema is current. Once by itself, and
 * once with an archive of classes that an earlier run of the same program made; that is what the goal is asked of, as each
 * peer is measured at its best setting too.
 */
final class WarmStart implements Measurement {
    private static final String MILLIS = "ms";
    private static final String ARCHIVED = "headwater, classes archived";
    private static final int JOBS_BEFORE = 100;
    private static final Duration COMPILERS_REST = Duration.ofMillis(200);

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
        return List.of(HEADWATER, ARCHIVED);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(60, MILLIS, ARCHIVED));
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
    public List<String> optionsToPrepare(String contender, Path folder) {
        return contender.equals(ARCHIVED) ? ClassArchive.madeIn(folder) : List.of();
    }

    @Override
    public List<String> optionsToMeasure(String contender, Path folder) {
        return contender.equals(ARCHIVED) ? ClassArchive.usedFrom(folder) : List.of();
    }

    /** More than one job: the ways on which a job goes depend on the moment, and none of their classes shall be missing. */
    @Override
    public void prepare(String contender, Path folder) throws Exception {
        warmUp();
        try (Contender headwater = Contenders.make(HEADWATER, folder, 2)) {
            headwater.start();
            for (int number = 0; number < JOBS_BEFORE; number++) {
                headwater.dispatchAndFinish(number);
            }
        }
    }

    @Override
    public Map<String, Double> measure(String contender, Path folder, double scale) throws Exception {
        warmUp();
        awaitCompilers();
        long begin = System.nanoTime();
        try (Contender headwater = Contenders.make(HEADWATER, folder, 2)) {
            headwater.start();
            headwater.dispatchAndFinish(JOBS_BEFORE);
            return Map.of(MILLIS, (System.nanoTime() - begin) / 1e6);
        }
    }

    /** What the warm-up left them to do is not the start's. */
    private static void awaitCompilers() throws InterruptedException {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        long before;
        do {
            before = compilers.getTotalCompilationTime();
            Thread.sleep(COMPILERS_REST.toMillis());
        } while (compilers.getTotalCompilationTime() > before);
    }

    private static void warmUp() {
        Started.now(0); // its array of a million moments is ours, not the engine's
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
