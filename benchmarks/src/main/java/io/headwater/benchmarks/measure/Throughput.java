package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER_FULL;
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
    /** Of engines that block a thread for each job; more of them make these slower on two cores. */
    private static final int THREADS = 8;
    /** Of an engine whose jobs hold no thread: so many that a job mostly starts in the transaction that stores it. */
    static final int SLOTS = 1_024;

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String title() {
        return "No-op jobs, from dispatch to durably completed; one caller; headwater with 1,024 slots, the others with 8 threads";
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
    public Map<String, List<String>> settings() {
        return Compilers.each();
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        try (Contender contender = Contenders.make(name, folder, slotsOf(name))) {
            contender.start();
            return Map.of(RATE, new Burst(contender, 1).warmUpAndRun(scale));
        }
    }

    static int slotsOf(String name) {
        return name.equals(HEADWATER) || name.equals(HEADWATER_FULL) ? SLOTS : THREADS;
    }
}
