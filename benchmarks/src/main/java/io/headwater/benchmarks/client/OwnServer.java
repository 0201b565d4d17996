package io.headwater.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A {@link Source} in a process of its own, seen from outside. */
final class OwnServer implements Served {
    private final Process process;
    private final int port;

    OwnServer(Path folder) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(List.of(
                        java, "-cp", System.getProperty("java.class.path"), Source.class.getName(), folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        port = Integer.parseInt(said.readLine());
    }

    @Override
    public URI location(long bytes, String name) {
        return URI.create("http://127.0.0.1:%d/%d/%s".formatted(port, bytes, name));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
