package io.headwater.benchmarks.measure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One section of the table. Each contender is measured in a JVM of its own, once a round. */
public interface Measurement {
    /** What the command calls it. */
    String name();

    String title();

    List<String> contenders();

    List<Goal> goals();

    default List<String> jvmOptions() {
        return List.of("-Xmx2g");
    }

    /**
     * Ways to run the JVM, by name. Each contender is measured with each of them, and the best figure counts: what suits one
     * does not suit another.
     */
    default Map<String, List<String>> settings() {
        return Map.of("", List.of());
    }

    /** How often at most; one that repeats within its JVM needs no more. */
    default int rounds(int asked) {
        return asked;
    }

    /** Whether {@link #prepare} is to run first, in a JVM that ends before the measured one begins. */
    default boolean hasPreparation() {
        return false;
    }

    default void prepare(String contender, Path folder) throws Exception {}

    /** More options for the JVM that prepares. */
    default List<String> optionsToPrepare(String contender, Path folder) {
        return List.of();
    }

    /** More options for the JVM that is measured. */
    default List<String> optionsToMeasure(String contender, Path folder) {
        return List.of();
    }

    /**
     * Runs in the fresh JVM.
     *
     * @param folder empty, and only for this
     * @param scale 1 for the real thing, less for a trial
     * @return the figures by name and unit, in the order of the columns
     */
    Map<String, Double> measure(String contender, Path folder, double scale) throws Exception;
}
