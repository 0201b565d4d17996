package io.headwater.benchmarks.measure;

import io.headwater.benchmarks.client.FetchOnce;
import io.headwater.benchmarks.client.Served;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes that fetch and end, each started as the {@code headwater} script starts it: with an archive of its classes. */
final class NewProcess {
    static final String MEMORY = "MiB resident";

    private static final long FOR_THE_ARCHIVE = 64L << 20;

    private static final double MEBIBYTE = 1024;

    private final String client;
    private final Path folder;
    private final URI location;
    private final long length;
    private final String digest;
    private final List<String> limits;

    /**
     * Makes the archive, and reckons what the file has to be: that is work of ours, and not of those who are measured.
     *
     * @param length of each file
     * @param limits more options for the JVM
     */
    NewProcess(String client, Served server, Path folder, long length, List<String> limits) throws Exception {
        this.client = client;
        this.folder = folder;
        this.length = length;
        this.limits = limits;
        this.digest = Served.sha256(length);
        location = server.location(length, "file");
        URI toTryWith = server.location(FOR_THE_ARCHIVE, "file");
        fetch(toTryWith, FOR_THE_ARCHIVE, Served.sha256(FOR_THE_ARCHIVE), 1, ClassArchive.madeIn(folder));
    }

    /** Answers how much memory it had at most. */
    double fetch(int files) throws Exception {
        return fetch(location, length, digest, files, ClassArchive.usedFrom(folder));
    }

    private double fetch(URI location, long length, String digest, int files, List<String> options) throws Exception {
        Path targets = Files.createTempDirectory(folder, "targets");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(limits);
        command.addAll(List.of(
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FetchOnce.class.getName(), client));
        command.addAll(List.of(targets.toString(), location.toString()));
        command.addAll(List.of(Long.toString(length), digest, Integer.toString(files)));
        return most(new ProcessBuilder(command).inheritIO().start());
    }

    /** Looks every twentieth of a second, until it ends. */
    private static double most(Process process) throws Exception {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        double most = Double.NaN;
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            try (Stream<String> lines = Files.lines(status)) {
                most = lines.filter(line -> line.startsWith("VmHWM:"))
                        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / MEBIBYTE)
                        .findFirst()
                        .orElse(most);
            } catch (IOException | UncheckedIOException ended) {
                break;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the process failed");
        }
        return most;
    }
}
