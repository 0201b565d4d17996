package io.headwater.testkit.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection without a client on it: shows what really comes, and how it ends. */
record Line(String head, byte[] body, boolean reset) {
    /** Asks once, and listens until the other end is done with the connection. */
    static Line ask(URI url, String... headers) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(120_000);
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            String request = "GET %s%s HTTP/1.1\r\nHost: here\r\nConnection: close\r\n%s\r\n"
                    .formatted(
                            url.getRawPath(), query, headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return heard(socket);
        }
    }

    private static Line heard(Socket socket) throws IOException {
        var heard = new ByteArrayOutputStream();
        boolean reset = false;
        try {
            socket.getInputStream().transferTo(heard);
        } catch (SocketException cutOff) {
            reset = true;
        }
        byte[] all = heard.toByteArray();
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        return end < 0
                ? new Line("", all, reset)
                : new Line(text.substring(0, end + 2), Arrays.copyOfRange(all, end + 4, all.length), reset);
    }
}
