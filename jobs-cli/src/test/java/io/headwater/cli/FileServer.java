package io.headwater.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A server on this machine with one file, which can be told to stand still in the middle of it. */
final class FileServer implements AutoCloseable {
    private static final int SLICE = 64 * 1024;

    private final byte[] content;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int holdAt = Integer.MAX_VALUE;
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    FileServer(int size) {
        content = new byte[size];
        new Random(size).nextBytes(content);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    byte[] content() {
        return content;
    }

    String url(String name) {
        return "http://127.0.0.1:%d/models/%s".formatted(server.getAddress().getPort(), name);
    }

    String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /** From now on, no answer gets further in the file than this. */
    void holdsAt(int place) {
        held.clear();
        holdAt = place;
    }

    /** Returns when an answer stands still. */
    void untilHeld() throws InterruptedException {
        untilHeld(1);
    }

    /** Returns when the answers to questions for so many files stand still. */
    synchronized void untilHeld(int files) throws InterruptedException {
        while (held.size() < files) {
            wait();
        }
    }

    private synchronized void isHeld(String path) {
        held.add(path);
        notifyAll();
    }

    void holdsNoMore() {
        holdAt = Integer.MAX_VALUE;
    }

    /** How many bytes of the file left this server, in all answers together. */
    long sent() {
        return sent.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith("missing.bin") || path.endsWith("secret.bin")) {
                exchange.sendResponseHeaders(path.endsWith("missing.bin") ? 404 : 401, -1);
                return;
            }
            int from = beginningOf(exchange.getRequestHeaders().getFirst("Range"));
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            if (from > 0) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
            }
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, head ? -1 : content.length - from);
            if (!head) {
                send(path, exchange.getResponseBody(), from);
            }
        }
    }

    private static int beginningOf(String range) {
        return range == null ? 0 : Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
    }

    private void send(String path, OutputStream body, int from) throws IOException {
        for (int place = from; place < content.length; place += SLICE) {
            if (place >= holdAt) {
                isHeld(path);
                awaitClose();
                return;
            }
            int length = Math.min(SLICE, content.length - place);
            body.write(content, place, length);
            body.flush();
            sent.addAndGet(length);
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
