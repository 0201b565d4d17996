package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER;
import static io.headwater.benchmarks.contender.Contenders.JOBRUNR;
import static io.headwater.benchmarks.contender.Contenders.QUARTZ;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Jobs a second from the first dispatch until the last job is stored as completed; one caller. */
final class Throughput implements Measurement {
    private static final String RATE = "jobs/s";
    private static final int SLOTS = 8;

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String title() {
        return "No-op jobs, from dispatch to durably completed; one caller, 8 slots";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER, FLOOR, DB_SCHEDULER, QUARTZ, JOBRUNR);
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atLeast(8, RATE, HEADWATER, DB_SCHEDULER),
                Goal.atLeast(30, RATE, HEADWATER, JOBRUNR),
                Goal.atLeast(2, RATE, HEADWATER, QUARTZ),
                Goal.atLeast(0.6, RATE, HEADWATER, FLOOR));
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        try (Contender contender = Contenders.make(name, folder, SLOTS)) {
            contender.start();
            return Map.of(RATE, new Burst(contender, 1).warmUpAndRun(scale));
        }
    }
}
