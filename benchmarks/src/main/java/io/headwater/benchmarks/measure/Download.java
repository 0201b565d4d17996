package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.client.Clients.ARIA2;
import static io.headwater.benchmarks.client.Clients.CURL;
import static io.headwater.benchmarks.client.Clients.CURL_OPENSSL;
import static io.headwater.benchmarks.client.Clients.CURL_SYNCED;
import static io.headwater.benchmarks.client.Clients.HEADWATER;
import static io.headwater.benchmarks.client.Clients.HEADWATER_SYNCED;
import static io.headwater.benchmarks.client.Clients.JDK;
import static io.headwater.benchmarks.client.Clients.REACTOR_NETTY;

import io.headwater.benchmarks.client.Client;
import io.headwater.benchmarks.client.Clients;
import io.headwater.benchmarks.client.Served;
import io.headwater.benchmarks.client.Wanted;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The same files again and again, in a JVM that has done it before. */
final class Download implements Measurement {
    private final String name;
    private final String title;
    private final long bytes;
    private final int files;
    private final Passes passes;
    private final String query;
    private final List<String> contenders;
    private final List<Goal> goals;

    /**
     * How often it is done before it counts: so often at least, and on until the JVM's compilers rest, but not more often than
     * that. And how often then.
     */
    private record Passes(int least, int most, int counted) {
        boolean suffice(int done, CompilersAtWork compilers) {
            return done >= most || (done >= least && compilers.rested());
        }
    }

    private Download(
            String name,
            String title,
            long bytes,
            int files,
            Passes passes,
            String query,
            List<String> contenders,
            Stream<Goal> goals) {
        this.name = name;
        this.title = title;
        this.bytes = bytes;
        this.files = files;
        this.passes = passes;
        this.query = query;
        this.contenders = contenders;
        this.goals = goals.filter(goal -> goal.reference() == null || contenders.contains(goal.reference()))
                .toList();
    }

    static Download oneLarge() {
        return new Download(
                "download",
                "1 GiB in a warm JVM, verified (but for the bare curl)",
                1L << 30,
                1,
                new Passes(8, 40, 5),
                "",
                Clients.present(
                        HEADWATER, CURL, HEADWATER_SYNCED, CURL_SYNCED, CURL_OPENSSL, ARIA2, JDK, REACTOR_NETTY),
                Stream.of(
                        Goal.atMost(0.75, Usage.SECONDS, HEADWATER, CURL),
                        Goal.atMost(0.85, Usage.SECONDS, HEADWATER_SYNCED, CURL_SYNCED),
                        Goal.atMost(1 / 8.0, Usage.SECONDS, HEADWATER, ARIA2),
                        Goal.atMost(1 / 2.2, Usage.SECONDS, HEADWATER, REACTOR_NETTY),
                        Goal.atMost(1.3, Usage.PROCESSOR, HEADWATER, CURL_OPENSSL)));
    }

    static Download capped() {
        return new Download(
                "download-capped",
                "512 MiB from a server that lets a connection have 8 MiB/s, in a warm JVM",
                512L << 20,
                1,
                new Passes(1, 1, 1),
                "?cap=" + (8 << 20),
                Clients.present(HEADWATER, Clients.CURL_RANGES, Clients.ARIA2_RANGES),
                Stream.of(
                        Goal.atMost(1 / 0.95, Usage.SECONDS, HEADWATER, Clients.CURL_RANGES),
                        Goal.atMost(1 / 0.95, Usage.SECONDS, HEADWATER, Clients.ARIA2_RANGES)));
    }

    static Download manySmall() {
        return new Download(
                "download-small",
                "500 files of 16 KiB in a warm JVM; curl with --parallel-max 8",
                16 << 10,
                500,
                new Passes(120, 120, 5),
                "",
                Clients.present(HEADWATER, HEADWATER_SYNCED, CURL, JDK, REACTOR_NETTY),
                Stream.of(Goal.atMost(1, Usage.SECONDS, HEADWATER, CURL)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<String> contenders() {
        return contenders;
    }

    @Override
    public List<Goal> goals() {
        return goals;
    }

    @Override
    public Map<String, Double> measure(String contender, Path folder, double scale) throws Exception {
        long length = files > 1 ? bytes : (long) (bytes * scale);
        int count = files > 1 ? (int) Math.ceil(files * scale) : 1;
        List<Usage> found = new ArrayList<>();
        // Small ones stay until all is over: ext4 makes a new file the more slowly, the more were deleted in the last
        // minutes.
        Path place = files == 1 ? folder : Files.createTempDirectory(folder.resolveSibling(""), "small");
        try (var server = query.isEmpty() ? Served.withFiles(folder) : Served.withAnything(folder);
                Client client = Clients.make(contender, folder)) {
            String sha256 = Served.sha256(length);
            var compilers = new CompilersAtWork();
            boolean warm = false;
            for (int pass = 0; found.size() < passes.counted(); pass++) {
                Path targets = Files.createDirectory(place.resolve("pass" + pass));
                List<Wanted> wanted = new ArrayList<>();
                for (int number = 0; number < count; number++) {
                    String file = "file%d.bin".formatted(number);
                    URI location = URI.create(server.location(length, file) + query);
                    wanted.add(new Wanted(location, length, sha256, targets.resolve(file)));
                }
                Usage usage = Usage.of(() -> client.fetch(wanted));
                if (warm) {
                    found.add(usage);
                } else {
                    warm = !client.warmsUp() || passes.suffice(pass + 1, compilers);
                }
                if (files == 1) {
                    delete(targets);
                }
            }
        }
        found.sort(Comparator.comparing(Usage::seconds));
        return found.get(found.size() / 2).figures();
    }

    static void delete(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
