package io.headwater.benchmarks.measure;

import io.headwater.benchmarks.client.Clients;
import io.headwater.benchmarks.client.Served;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much memory a process has at most, by how much it fetches. */
final class DownloadMemory implements Measurement {
    private static final String ONE = "1 GiB";
    private static final String TWENTY = "20 GiB";
    private static final String MANY = "10 000 files of 1 KiB";

    @Override
    public String name() {
        return "download-memory";
    }

    @Override
    public String title() {
        return "memory of a new process with -Xmx64m, verified and synced as by default";
    }

    @Override
    public List<String> contenders() {
        return List.of(ONE, TWENTY, MANY);
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(160, NewProcess.MEMORY, ONE),
                Goal.atMost(1.1, NewProcess.MEMORY, TWENTY, ONE),
                Goal.atMost(160, NewProcess.MEMORY, MANY));
    }

    @Override
    public int rounds(int asked) {
        return 1;
    }

    @Override
    public Map<String, Double> measure(String contender, Path folder, double scale) throws Exception {
        int files = contender.equals(MANY) ? (int) (10_000 * scale) : 1;
        long whole = contender.equals(TWENTY) ? 20L << 30 : 1L << 30;
        long length = contender.equals(MANY) ? 1 << 10 : (long) (whole * scale);
        var memory = new HashMap<String, Double>();
        try (var server = Served.withAnything(folder)) {
            var process = new NewProcess(Clients.HEADWATER_SYNCED, server, folder, length, List.of("-Xmx64m"));
            Usage usage = Usage.of(() -> memory.put(NewProcess.MEMORY, process.fetch(files)));
            Map<String, Double> figures = usage.figures();
            figures.putAll(memory);
            return figures;
        }
    }
}
