package io.headwater.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Does once what the command is mostly asked for, with a server of its own. A JVM that is told to archive its classes knows
 * then which. The {@code headwater} script starts it when it has built the command.
 */
final class Training {
    /** More than what counts as small, which goes another way. */
    private static final byte[] MODEL = new byte[3 * 1024 * 1024];

    private Training() {}

    /** Argument: a folder that it may fill. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path config = Files.createFile(folder.resolve("headwater.yaml"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Training::answer);
        server.start();
        String model =
                "http://127.0.0.1:%d/model.bin".formatted(server.getAddress().getPort());
        String[] words = {
            "models",
            "download",
            model,
            "--to",
            folder.resolve("here").toString(),
            "--allow-private",
            "--home",
            folder.toString(),
            "--config",
            config.toString()
        };
        int status = new Invocation(words, System.out, System.err).run();
        System.exit(status);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean asksForBytes = exchange.getRequestMethod().equals("GET");
        exchange.sendResponseHeaders(200, asksForBytes ? MODEL.length : -1);
        if (asksForBytes) {
            exchange.getResponseBody().write(MODEL);
        }
        exchange.close();
    }
}
