package io.headwater.benchmarks.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What most of the world's files come from: one process of nginx, which has the system send from its own memory. */
final class Nginx implements Served {
    static final String PROGRAM = "nginx";

    private static final long LONGEST_START = TimeUnit.SECONDS.toNanos(10);
    private static final String CONFIGURATION = """
            daemon off; master_process off; worker_processes 1; pid %1$s/pid; error_log %1$s/errors;
            events { worker_connections 1024; }
            http {
              access_log off; sendfile on; sendfile_max_chunk 2m; tcp_nopush on; keepalive_requests 1000000;
              client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
              uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
              server { listen 127.0.0.1:%2$d; location ~ ^/(\\d+)/ { alias %1$s/files/$1; } }
            }
            """;

    private final Path files;
    private final int port;
    private final Process process;

    Nginx(Path folder) throws IOException {
        Path home = Files.createDirectories(folder.resolve("nginx"));
        files = Files.createDirectories(home.resolve("files"));
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = Files.writeString(home.resolve("conf"), CONFIGURATION.formatted(home, port));
        process = new ProcessBuilder(List.of(PROGRAM, "-c", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("said").toFile())
                .start();
        awaitStart();
    }

    private void awaitStart() throws IOException {
        long begun = System.nanoTime();
        while (true) {
            try (var connection = new Socket()) {
                connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() - begun > LONGEST_START) {
                    process.destroyForcibly();
                    throw notYet;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public URI location(long bytes, String name) {
        Path file = files.resolve(Long.toString(bytes));
        try {
            if (!Files.exists(file)) {
                Source.write(file, bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return URI.create("http://127.0.0.1:%d/%d/%s".formatted(port, bytes, name));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        try (var all = Files.list(files)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
    }
}
