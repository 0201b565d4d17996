package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.client.Clients.CURL;
import static io.headwater.benchmarks.client.Clients.HEADWATER;

import io.headwater.benchmarks.client.Client;
import io.headwater.benchmarks.client.Clients;
import io.headwater.benchmarks.client.FetchOnce;
import io.headwater.benchmarks.client.Served;
import io.headwater.benchmarks.client.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that fetches one large file and ends, and how much memory it had at most. */
final class DownloadNew implements Measurement {
    private static final String MEMORY = "MiB resident";
    private static final double MEBIBYTE = 1024;
    private static final long FOR_THE_ARCHIVE = 64L << 20;

    private final String name;
    private final long bytes;

    private DownloadNew(String name, long bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    static DownloadNew fourGibibytes() {
        return new DownloadNew("download-new", 4L << 30);
    }

    static DownloadNew oneGibibyte() {
        return new DownloadNew("download-new-1", 1L << 30);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return (bytes >> 30)
                + " GiB in a new process with -Xmx64m and an archive of its classes, verified (but for curl)";
    }

    @Override
    public List<String> contenders() {
        return Clients.present(HEADWATER, CURL);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(0.9, Usage.SECONDS, HEADWATER, CURL), Goal.atMost(160, MEMORY, HEADWATER));
    }

    @Override
    public Map<String, Double> measure(String contender, Path folder, double scale) throws Exception {
        long length = (long) (bytes * scale);
        try (var server = new Served(folder)) {
            Path targets = Files.createDirectory(folder.resolve("targets"));
            if (!contender.equals(CURL)) {
                // As it is done where a program is installed, and by the headwater script.
                most(process(contender, wanted(server, FOR_THE_ARCHIVE, targets), ClassArchive.madeIn(folder)));
            }
            Wanted wanted = wanted(server, length, targets);
            var memory = new HashMap<String, Double>();
            Usage usage = Usage.of(() -> {
                if (contender.equals(CURL)) {
                    try (Client curl = Clients.make(CURL, folder)) {
                        curl.fetch(List.of(wanted));
                    }
                } else {
                    memory.put(MEMORY, most(process(contender, wanted, ClassArchive.usedFrom(folder))));
                }
            });
            Map<String, Double> figures = usage.figures();
            figures.putAll(memory);
            return figures;
        }
    }

    private static Wanted wanted(Served server, long length, Path targets) throws Exception {
        Path target = targets.resolve("file%d.bin".formatted(length));
        return new Wanted(server.location(length, "file.bin"), length, Served.sha256(length), target);
    }

    private static Process process(String contender, Wanted wanted, List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx64m");
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FetchOnce.class.getName(), contender));
        command.addAll(List.of(wanted.target().toString(), wanted.location().toString()));
        command.addAll(List.of(Long.toString(wanted.bytes()), wanted.sha256()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Looks every twentieth of a second how much it has had at most, until it ends. */
    private static double most(Process process) throws Exception {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        double most = Double.NaN;
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            try (Stream<String> lines = Files.lines(status)) {
                most = lines.filter(line -> line.startsWith("VmHWM:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / MEBIBYTE)
                        .findFirst()
                        .orElse(most);
            } catch (java.io.IOException | java.io.UncheckedIOException ended) {
                break;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the process failed");
        }
        return most;
    }
}
