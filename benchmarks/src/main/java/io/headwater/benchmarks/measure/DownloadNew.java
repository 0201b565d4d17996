package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.client.Clients.CURL;
import static io.headwater.benchmarks.client.Clients.HEADWATER;

import io.headwater.benchmarks.client.Client;
import io.headwater.benchmarks.client.Clients;
import io.headwater.benchmarks.client.Served;
import io.headwater.benchmarks.client.Wanted;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process that fetches one large file and ends, and how much memory it had at most. */
final class DownloadNew implements Measurement {

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
        return (bytes >> 30) + " GiB in a new process with an archive of its classes, verified (but for curl)";
    }

    @Override
    public List<String> contenders() {
        return Clients.present(HEADWATER, CURL);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(0.9, Usage.SECONDS, HEADWATER, CURL));
    }

    @Override
    public Map<String, Double> measure(String contender, Path folder, double scale) throws Exception {
        long length = (long) (bytes * scale);
        try (var server = Served.withFiles(folder)) {
            return contender.equals(CURL) ? ofCurl(server, folder, length) : ofOurs(contender, server, folder, length);
        }
    }

    private static Map<String, Double> ofCurl(Served server, Path folder, long length) throws Exception {
        URI location = server.location(length, "file.bin");
        var wanted = new Wanted(location, length, Served.sha256(length), folder.resolve("file.bin"));
        Served.makeRoom(folder, length);
        return Usage.of(() -> {
                    try (Client curl = Clients.make(CURL, folder)) {
                        curl.fetch(List.of(wanted));
                    }
                })
                .figures();
    }

    private static Map<String, Double> ofOurs(String contender, Served server, Path folder, long length)
            throws Exception {
        var process = new NewProcess(contender, server, folder, length, List.of());
        Served.makeRoom(folder, length);
        var memory = new HashMap<String, Double>();
        Usage usage = Usage.of(() -> memory.put(NewProcess.MEMORY, process.fetch(1)));
        Map<String, Double> figures = usage.figures();
        figures.putAll(memory);
        return figures;
    }
}
