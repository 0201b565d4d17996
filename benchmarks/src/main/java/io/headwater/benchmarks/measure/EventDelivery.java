package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.Headwater;
import io.headwater.jobs.JobEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.Disposables;

/** Lifecycle events a second, counted once each, until every subscriber has had all of them; the jobs run meanwhile. */
final class EventDelivery implements Measurement {
    private static final Map<Integer, Integer> JOBS = new LinkedHashMap<>();

    static {
        JOBS.put(1, 20_000);
        JOBS.put(100, 10_000);
        JOBS.put(1_000, 2_000);
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String title() {
        return "Events a second to 1, 100 and 1 000 subscribers of events(), each of which gets all";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<Goal> goals() {
        return List.of();
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Map.Entry<Integer, Integer> step : JOBS.entrySet()) {
            int subscribers = step.getKey();
            int jobs = (int) Math.max(100, step.getValue() * scale);
            Path own = Files.createDirectory(folder.resolve("with-" + subscribers));
            figures.put("events/s to " + subscribers, rate(name, own, subscribers, jobs));
        }
        return figures;
    }

    private static double rate(String name, Path folder, int subscribers, int jobs) throws Exception {
        try (var headwater = (Headwater) Contenders.make(name, folder, Throughput.SLOTS)) {
            headwater.start();
            new Burst(headwater, 1).run(jobs);
            var events = new LongAdder();
            var complete = new CountDownLatch(subscribers);
            var all = Disposables.composite();
            for (int subscriber = 0; subscriber < subscribers; subscriber++) {
                all.add(headwater
                        .engine()
                        .events()
                        .doOnNext(event -> events.increment())
                        .filter(event -> event instanceof JobEvent.JobCompleted)
                        .take(jobs)
                        .subscribe(end -> {}, failure -> {}, complete::countDown));
            }
            long begin = System.nanoTime();
            for (int number = 0; number < jobs; number++) {
                headwater.dispatch(number);
            }
            if (!complete.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException(complete.getCount() + " subscribers have not had all events");
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            all.dispose();
            return events.sum() / (double) subscribers / seconds;
        }
    }
}
