package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER;
import static io.headwater.benchmarks.contender.Contenders.QUARTZ;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.Headwater;
import io.headwater.benchmarks.contender.NoOp;
import io.headwater.benchmarks.contender.Started;
import io.headwater.jobs.JobHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Single jobs at random moments: how long until the caller knows, until the job runs, until a waiter hears of its end. */
final class IdleLatency implements Measurement {
    private static final int JOBS = 100;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(20);

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String title() {
        return "Idle engine: 100 jobs at random moments over 20 s, each acknowledged";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER, FLOOR, DB_SCHEDULER, QUARTZ);
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(1.5, "start p50, ms", HEADWATER, FLOOR),
                Goal.atMost(1, "start p99, ms", HEADWATER, DB_SCHEDULER));
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        List<Double> acknowledged = new ArrayList<>();
        List<Double> started = new ArrayList<>();
        List<Double> heard = new ArrayList<>();
        try (Contender contender = Contenders.make(name, folder, 8)) {
            contender.start();
            contender.dispatchAndFinish(0);
            int jobs = (int) Math.max(10, JOBS * scale);
            long[] moments = new Random(1)
                    .longs(jobs, 0, (long) (PERIOD * scale))
                    .sorted()
                    .toArray();
            long begin = System.nanoTime();
            for (int number = 1; number <= jobs; number++) {
                TimeUnit.NANOSECONDS.sleep(begin + moments[number - 1] - System.nanoTime());
                long before = System.nanoTime();
                if (contender instanceof Headwater headwater) {
                    JobHandle<Void> handle = Objects.requireNonNull(
                            headwater.engine().dispatch(new NoOp(number)).block());
                    acknowledged.add(millis(before, System.nanoTime()));
                    handle.result().block();
                    heard.add(millis(Started.at(number), System.nanoTime()));
                } else {
                    contender.dispatchAndWait(number);
                    acknowledged.add(millis(before, System.nanoTime()));
                    awaitStart(number);
                }
                started.add(Math.max(0, millis(before, Started.at(number))));
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        percentiles("acknowledged", acknowledged, figures);
        percentiles("start", started, figures);
        if (!heard.isEmpty()) {
            percentiles("run to its waiter", heard, figures);
        }
        return figures;
    }

    private static void awaitStart(int number) throws InterruptedException {
        while (Started.at(number) == 0) {
            Thread.sleep(1);
        }
    }

    private static double millis(long from, long to) {
        return (to - from) / 1e6;
    }

    private static void percentiles(String what, List<Double> values, Map<String, Double> figures) {
        figures.put(what + " p50, ms", Median.of(values));
        figures.put(what + " p99, ms", Median.share(values, 0.99));
    }
}
