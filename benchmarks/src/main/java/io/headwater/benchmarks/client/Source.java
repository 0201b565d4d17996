package io.headwater.benchmarks.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own. Each of its files, {@code /LENGTH/NAME}, is one pattern over and over, which the
 * system sends from its own memory; {@code ?cap=N} lets a connection have so many bytes a second.
 */
public final class Source {
    /** More than a processor's cache holds. */
    static final int PATTERN = 64 * 1024 * 1024;

    private static final Pattern REQUEST = Pattern.compile("(GET|HEAD) /(\\d+)/[^ ?]*(?:\\?cap=(\\d+))? HTTP/1.1");
    private static final Pattern RANGE = Pattern.compile("range: *bytes=(\\d+)-(\\d*)");
    private static final int SLICE = 64 * 1024;

    private final FileChannel pattern;

    private Source(FileChannel pattern) {
        this.pattern = pattern;
    }

    /** Argument: a folder to work in. Prints its port, and ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        try (var channel = FileChannel.open(
                        Path.of(arguments[0]).resolve("pattern"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                var listening = ServerSocketChannel.open()) {
            channel.write(ByteBuffer.wrap(pattern()));
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
            System.out.println(listening.socket().getLocalPort());
            var server = new Thread(() -> new Source(channel).serve(listening), "source");
            server.setDaemon(true);
            server.start();
            while (System.in.read() >= 0) {
                // Whoever started it holds the other end.
            }
        }
    }

    static byte[] pattern() {
        var bytes = new byte[PATTERN];
        new Random(PATTERN).nextBytes(bytes);
        return bytes;
    }

    /** A file that is this pattern over and over. */
    static void write(Path file, long bytes) throws IOException {
        ByteBuffer pattern = ByteBuffer.wrap(pattern());
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (channel.position() < bytes) {
                pattern.rewind().limit((int) Math.min(PATTERN, bytes - channel.position()));
                channel.write(pattern);
            }
        }
    }

    private void serve(ServerSocketChannel listening) {
        try {
            while (true) {
                SocketChannel connection = listening.accept();
                var thread = new Thread(() -> answerAll(connection), "connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The process ends.
        }
    }

    private void answerAll(SocketChannel connection) {
        try (connection) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var lines = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.US_ASCII));
            String request = lines.readLine();
            while (request != null) {
                answer(request, lines, connection);
                request = lines.readLine();
            }
        } catch (IOException gone) {
            // It had what it wanted.
        }
    }

    private void answer(String request, BufferedReader lines, SocketChannel connection) throws IOException {
        Matcher asked = REQUEST.matcher(request);
        if (!asked.matches()) {
            throw new IOException("not understood: " + request);
        }
        long length = Long.parseLong(asked.group(2));
        Matcher range = rangeIn(lines);
        long from = range == null ? 0 : Long.parseLong(range.group(1));
        long to = range == null || range.group(2).isEmpty() ? length : Long.parseLong(range.group(2)) + 1;
        String status = range == null
                ? "200 OK\r\n"
                : "206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n".formatted(from, to - 1, length);
        String head = "HTTP/1.1 %sContent-Length: %d\r\nETag: \"%d\"\r\nAccept-Ranges: bytes\r\n\r\n"
                .formatted(status, to - from, length);
        connection.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        if (asked.group(1).equals("GET")) {
            send(connection, from, to, asked.group(3) == null ? Long.MAX_VALUE : Long.parseLong(asked.group(3)));
        }
    }

    private static @Nullable Matcher rangeIn(BufferedReader lines) throws IOException {
        Matcher range = null;
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            Matcher found = RANGE.matcher(line.toLowerCase(Locale.ROOT));
            range = found.matches() ? found : range;
        }
        return range;
    }

    private void send(SocketChannel connection, long from, long to, long cap) throws IOException {
        long begun = System.nanoTime();
        long position = from;
        while (position < to) {
            long place = position % PATTERN;
            long most = cap == Long.MAX_VALUE ? PATTERN : SLICE;
            position += pattern.transferTo(place, Math.min(Math.min(to - position, most), PATTERN - place), connection);
            double due = (position - from) * 1e9 / cap;
            long early = (long) due - (System.nanoTime() - begun);
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
    }
}
