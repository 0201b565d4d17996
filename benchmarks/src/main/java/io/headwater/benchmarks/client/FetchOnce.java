package io.headwater.benchmarks.client;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** One file and the end, for a process that does nothing else. */
public final class FetchOnce {
    private FetchOnce() {}

    /** Arguments: the name of a client, where the file goes, the location, the length and the SHA-256 of the file. */
    public static void main(String[] arguments) throws Exception {
        Path target = Path.of(arguments[1]);
        var file = new Wanted(URI.create(arguments[2]), Long.parseLong(arguments[3]), arguments[4], target);
        try (Client client = Clients.make(arguments[0], target.resolveSibling(""))) {
            client.fetch(List.of(file));
        }
        System.exit(0);
    }
}
