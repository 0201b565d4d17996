package io.headwater.benchmarks;

import io.headwater.benchmarks.measure.Measurement;
import io.headwater.benchmarks.measure.Measurements;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a fresh JVM does: one measurement of one contender, or the preparation for it. Its figures go to a file, a line each. */
final class OneRun {
    private OneRun() {}

    public static void main(String[] arguments) throws Exception {
        Measurement measurement = Measurements.all().stream()
                .filter(known -> known.name().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        if (arguments.length == 3) {
            measurement.prepare(arguments[1], Path.of(arguments[2]));
            Runtime.getRuntime().halt(0);
        }
        Map<String, Double> figures =
                measurement.measure(arguments[1], Path.of(arguments[2]), Double.parseDouble(arguments[4]));
        List<String> lines = new ArrayList<>();
        figures.forEach((name, value) -> lines.add(name + "\t" + value));
        Files.write(Path.of(arguments[3]), lines);
        // Some contenders leave threads behind.
        Runtime.getRuntime().halt(0);
    }
}
