package io.headwater.models.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A server whose queue of those who knock is full: to whoever knocks now, nothing is said, as if nobody had. */
final class DeafServer implements AutoCloseable {
    private static final int MOMENT_MILLIS = 200;

    private final ServerSocket server;
    private final List<Socket> queue = new ArrayList<>();

    DeafServer(String address, int port) throws IOException {
        server = new ServerSocket(port, 1, InetAddress.getByName(address));
        var place = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        try {
            while (true) {
                var knocking = new Socket();
                queue.add(knocking);
                knocking.connect(place, MOMENT_MILLIS);
            }
        } catch (SocketTimeoutException full) {
            // As wished.
        }
    }

    URI location() {
        return URI.create("http://127.0.0.1:%d/tiny.bin".formatted(server.getLocalPort()));
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : queue) {
            socket.close();
        }
        server.close();
    }
}
