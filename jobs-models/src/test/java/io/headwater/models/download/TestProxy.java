package io.headwater.models.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy on this machine. Whoever a tunnel is asked to, it leads to the same server; or nobody gets one. */
final class TestProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final int target;
    private volatile String answer = "HTTP/1.1 200 Connected";

    TestProxy(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start(this::accept);
    }

    /** From now on nobody gets through. */
    void refusesWith(String status, String... headers) {
        answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0"
                + String.join(
                        "",
                        List.of(headers).stream().map(header -> "\r\n" + header).toList());
    }

    int port() {
        return listening.getLocalPort();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Each as it came: its first line and its headers. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket client) {
        try (client) {
            requests.add(request(client));
            client.getOutputStream().write((answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            if (answer.contains(" 200 ")) {
                try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    start(() -> pass(client, server));
                    pass(server, client);
                }
            }
        } catch (IOException gone) {
            // Somebody had enough.
        }
    }

    /** A byte at a time: what comes after it is for the other end of the tunnel. */
    private static String request(Socket client) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int letter = client.getInputStream().read();
            if (letter < 0) {
                break;
            }
            head.append((char) letter);
        }
        return head.toString();
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // Then the other end will find out as well.
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "test proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
