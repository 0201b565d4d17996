package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER;
import static io.headwater.benchmarks.contender.Contenders.JOBRUNR;
import static io.headwater.benchmarks.contender.Contenders.QUARTZ;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import io.headwater.benchmarks.contender.Headwater;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a queued job costs in memory while nothing runs. */
final class Queued implements Measurement {
    private static final int JOBS = 100_000;
    private static final int EARLIER = 200;
    private static final String HEAP = "heap bytes/job";

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String title() {
        return "100 000 jobs queued, none started";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER, FLOOR, DB_SCHEDULER, QUARTZ, JOBRUNR);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(150, HEAP, HEADWATER));
    }

    @Override
    public int rounds(int asked) {
        return 1;
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        int jobs = (int) (JOBS * scale);
        Contender contender = Contenders.make(name, folder, 0);
        contender.start();
        dispatch(contender, 0, EARLIER);
        long before = Heap.used();
        long begin = System.nanoTime();
        dispatch(contender, EARLIER, jobs);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(HEAP, (Heap.used() - before) / (double) jobs);
        figures.put("dispatched/s", jobs / seconds);
        // Not closed: a queue full of jobs is dropped with the JVM.
        return figures;
    }

    private static void dispatch(Contender contender, int from, int count) throws Exception {
        for (int number = from; number < from + count; number++) {
            contender.dispatch(number);
        }
        if (contender instanceof Headwater headwater) {
            headwater.awaitAcknowledgements();
        }
    }
}
