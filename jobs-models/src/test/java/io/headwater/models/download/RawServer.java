package io.headwater.models.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on this machine that says what it was told to, byte for byte, whatever it is asked: one answer on each connection,
 * which it then closes.
 */
final class RawServer implements AutoCloseable {
    private final ServerSocket server;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Answer(String head, byte[] body) {}

    RawServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        var thread = new Thread(this::accept, "raw server");
        thread.setDaemon(true);
        thread.start();
    }

    /** In its next answer. */
    RawServer says(String text) {
        return says(text, new byte[0]);
    }

    RawServer says(String head, byte[] body) {
        answers.add(new Answer(head, body));
        return this;
    }

    URI location() {
        return URI.create("http://127.0.0.1:%d/tiny.bin".formatted(server.getLocalPort()));
    }

    /** Each as it came: its first line and its headers. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                answer(server.accept());
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            requests.add(request(connection));
            Answer answer = answers.remove();
            OutputStream out = connection.getOutputStream();
            out.write(answer.head().getBytes(StandardCharsets.ISO_8859_1));
            out.write(answer.body());
            out.flush();
            connection.shutdownOutput();
            // Who closes before the other has read takes back what it said.
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // The client had enough.
        }
    }

    private static String request(Socket connection) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        var head = new StringBuilder();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
