package io.headwater.benchmarks;

import io.headwater.benchmarks.measure.Measurement;
import io.headwater.benchmarks.measure.Measurements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Runs each contender of each measurement once a round, in turn, in a JVM of its own, and prints one table. The first
 * round only warms the machine, at a tenth of the size, and does not count.
 */
final class Benchmarks {
    private static final double SCALE = Double.parseDouble(System.getProperty("benchmarks.scale", "1"));

    private final Path folder;
    private final int rounds;

    private Benchmarks(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    /** Arguments: a folder to work in, the number of rounds, the names of measurements (none: all). */
    public static void main(String[] arguments) throws Exception {
        var benchmarks = new Benchmarks(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        Set<String> wanted = new TreeSet<>(List.of(arguments).subList(2, arguments.length));
        boolean all = wanted.isEmpty();
        var table = new Table();
        for (Measurement measurement : Measurements.all()) {
            if (all || wanted.remove(measurement.name())) {
                table.add(measurement, benchmarks.run(measurement));
            }
        }
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException("there is no measurement called " + wanted);
        }
        System.out.print(table);
    }

    private List<Round> run(Measurement measurement) throws Exception {
        List<Round> counted = new ArrayList<>();
        int last = measurement.rounds(rounds);
        for (int round = 0; round <= last; round++) {
            Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
            for (String contender : measurement.contenders()) {
                Map<String, Double> found = best(measurement, contender, round == 0 ? SCALE / 10 : SCALE);
                figures.put(contender, found);
                System.err.printf("%s, round %d of %d: %s %s%n", measurement.name(), round, last, contender, found);
            }
            if (round > 0) {
                counted.add(new Round(figures));
            }
        }
        return counted;
    }

    /** The figures of the best setting; where there are several, beside them what each came to. */
    private Map<String, Double> best(Measurement measurement, String contender, double scale) throws Exception {
        Map<String, Double> best = new LinkedHashMap<>();
        Map<String, Double> each = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> setting : measurement.settings().entrySet()) {
            Map<String, Double> found = fork(measurement, contender, setting.getValue(), scale);
            double first = found.values().iterator().next();
            if (best.isEmpty() || first > best.values().iterator().next()) {
                best.putAll(found);
            }
            each.put(setting.getKey(), first);
        }
        if (each.size() > 1) {
            best.putAll(each);
        }
        return best;
    }

    private Map<String, Double> fork(Measurement measurement, String contender, List<String> setting, double scale)
            throws Exception {
        Path work = Files.createTempDirectory(folder, "run");
        Path figures = folder.resolve("figures");
        Path log = folder.resolve("log");
        Files.deleteIfExists(figures);
        try {
            List<String> options = new ArrayList<>(measurement.jvmOptions());
            options.addAll(setting);
            String name = measurement.name();
            if (measurement.hasPreparation()) {
                java(options, measurement.optionsToPrepare(contender, work), log, name, contender, work.toString());
            }
            java(
                    options,
                    measurement.optionsToMeasure(contender, work),
                    log,
                    name,
                    contender,
                    work.toString(),
                    figures.toString(),
                    Double.toString(scale));
            if (!Files.exists(figures)) {
                throw new IllegalStateException("%s of %s came to nothing:%n%s"
                        .formatted(measurement.name(), contender, Files.readString(log)));
            }
            Map<String, Double> found = new LinkedHashMap<>();
            for (String line : Files.readAllLines(figures)) {
                String[] parts = line.split("\t", 2);
                found.put(parts[0], Double.valueOf(parts[1]));
            }
            return found;
        } finally {
            delete(work);
        }
    }

    private static void java(List<String> options, List<String> moreOptions, Path log, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneRun.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            process.waitFor(5, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}
