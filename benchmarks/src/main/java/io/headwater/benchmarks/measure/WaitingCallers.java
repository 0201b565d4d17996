package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR_FULL;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER_FULL;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The same with every commit synced, and 64 callers of which each waits for its acknowledgement. */
final class WaitingCallers implements Measurement {
    private static final String RATE = "jobs/s";

    @Override
    public String name() {
        return "full";
    }

    @Override
    public String title() {
        return "The same with FULL durability and 64 callers that each wait for the acknowledgement (db-scheduler: NORMAL)";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER_FULL, FLOOR_FULL, DB_SCHEDULER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atLeast(8, RATE, HEADWATER_FULL, DB_SCHEDULER));
    }

    @Override
    public Map<String, List<String>> settings() {
        return Compilers.each();
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        try (Contender contender = Contenders.make(name, folder, Throughput.slotsOf(name))) {
            contender.start();
            return Map.of(RATE, new Burst(contender, 64).warmUpAndRun(scale));
        }
    }
}
