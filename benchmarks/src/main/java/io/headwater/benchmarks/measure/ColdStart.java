package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.DB_SCHEDULER;
import static io.headwater.benchmarks.contender.Contenders.FLOOR;
import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Contender;
import io.headwater.benchmarks.contender.Contenders;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From the start of the JVM to the first job done. */
final class ColdStart implements Measurement {
    private static final String MILLIS = "ms";

    private final boolean onNewStore;

    ColdStart(boolean onNewStore) {
        this.onNewStore = onNewStore;
    }

    @Override
    public String name() {
        return onNewStore ? "cold-new" : "cold";
    }

    @Override
    public String title() {
        return "JVM start to first job done, "
                + (onNewStore ? "new store" : "a store that is there, its schema current");
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER, FLOOR, DB_SCHEDULER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(onNewStore ? 2.2 : 1.5, MILLIS, HEADWATER, DB_SCHEDULER));
    }

    /** A start is short: more of them cost little. */
    @Override
    public int rounds(int asked) {
        return 3 * asked;
    }

    @Override
    public boolean hasPreparation() {
        return !onNewStore;
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
        long begin = ManagementFactory.getRuntimeMXBean().getStartTime();
        try (Contender contender = Contenders.make(name, folder, 2)) {
            contender.start();
            contender.dispatchAndFinish(1);
            return Map.of(MILLIS, (double) (System.currentTimeMillis() - begin));
        }
    }
}
