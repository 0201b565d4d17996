package io.headwater.benchmarks.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A program of its own, by way of a shell. */
final class Command implements Client {
    private final String one;
    private final String many;

    /**
     * @param one what to say for one file
     * @param many what to say for several, whose list lies in a file
     */
    private Command(String one, String many) {
        this.one = one;
        this.many = many;
    }

    static Command curl(String afterwards) {
        return new Command(
                "curl -sSf -o {file} {location}" + afterwards, "curl -sSf --parallel --parallel-max 8 -K {list}");
    }

    /** What a tool does that opens all its connections at once: the same number of ranges, each to its place. */
    static Command curlRanges(int count) {
        String range = "curl -sSf -r $((p*{bytes}/%1$d))-$(((p+1)*{bytes}/%1$d-1)) -o {file}.$p {location} & "
                .formatted(count);
        return new Command("for p in $(seq 0 %d); do %sdone; wait".formatted(count - 1, range), "false");
    }

    static Command aria2(int connections, String check) {
        return new Command(
                "aria2c -q -x%1$d -s%1$d --file-allocation=none%2$s -d / -o {file} {location}"
                        .formatted(connections, check),
                "false");
    }

    @Override
    public void fetch(List<Wanted> files) throws Exception {
        Wanted first = files.get(0);
        String command =
                files.size() == 1 ? one : many.replace("{list}", listOf(files).toString());
        run(command.replace("{file}", first.target().toString())
                .replace("{location}", first.location().toString())
                .replace("{bytes}", Long.toString(first.bytes()))
                .replace("{sha256}", first.sha256()));
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    private static void run(String command) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("failed: " + command);
        }
    }

    private static Path listOf(List<Wanted> files) throws Exception {
        List<String> lines = new ArrayList<>();
        files.forEach(file -> lines.add("url=\"%s\"\noutput=\"%s\"".formatted(file.location(), file.target())));
        Path list = files.get(0).target().resolveSibling("list");
        return Files.writeString(list, lines.stream().collect(Collectors.joining("\n")));
    }
}
