package io.headwater.benchmarks.contender;

import io.headwater.core.Durability;
import java.nio.file.Path;

/** By the names under which they stand in the table. */
public final class Contenders {
    public static final String HEADWATER = "headwater";
    public static final String HEADWATER_FULL = "headwater, FULL";
    public static final String FLOOR = "floor";
    public static final String FLOOR_FULL = "floor, FULL";
    public static final String DB_SCHEDULER = "db-scheduler";
    public static final String QUARTZ = "quartz in RAM";
    public static final String JOBRUNR = "jobrunr";

    private Contenders() {}

    /** @param slots how many jobs run at once; 0: they are only stored, where the engine can do that */
    public static Contender make(String name, Path folder, int slots) throws Exception {
        return switch (name) {
            case HEADWATER -> new Headwater(folder, slots, Durability.NORMAL);
            case HEADWATER_FULL -> new Headwater(folder, slots, Durability.FULL);
            case FLOOR -> new Floor(folder, slots, "normal");
            case FLOOR_FULL -> new Floor(folder, slots, "full");
            case DB_SCHEDULER -> new DbScheduler(folder, slots);
            case QUARTZ -> new Quartz(slots);
            case JOBRUNR -> new JobRunrOnSqlite(folder, slots);
            default -> throw new IllegalArgumentException("there is no contender called " + name);
        };
    }
}
