package io.headwater.benchmarks.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Some files and the end, for a process that does nothing else. */
public final class FetchOnce {
    private FetchOnce() {}

    /**
     * Arguments: the name of a client, a folder to work in, the location, the length and the SHA-256 of the file, and how
     * often it is to be fetched, each time under another name.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        long length = Long.parseLong(arguments[3]);
        List<Wanted> files = IntStream.range(0, Integer.parseInt(arguments[5]))
                .mapToObj(number -> new Wanted(
                        URI.create(arguments[2] + number), length, arguments[4], folder.resolve("file" + number)))
                .toList();
        try (Client client = Clients.make(arguments[0], folder)) {
            client.fetch(files);
        }
        System.exit(0);
    }
}
