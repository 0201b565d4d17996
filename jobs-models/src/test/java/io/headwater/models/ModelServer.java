package io.headwater.models;

import io.headwater.models.ref.Checksum;
import io.headwater.models.ref.UrlRef;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A server on this machine with one file, which keeps the rules of HTTP until it is told to break them: once, in its next
 * answer to a GET, or from then on.
 */
public final class ModelServer implements AutoCloseable {
    private static final int SLICE = 64 * 1024;

    private final DisposableServer server;
    private final Queue<Mishap> mishaps = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger questionsOfSize = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();

    private volatile byte[] content;
    private volatile int version = 1;
    private volatile boolean tellsVersion = true;
    private volatile boolean knowsRanges = true;
    private volatile boolean tellsLength = true;

    /** What happens to one answer. */
    private interface Mishap {
        Publisher<Void> instead(HttpServerRequest request, HttpServerResponse response);
    }

    /** An answer that is being held back. */
    public static final class Hold {
        private final Sinks.Empty<Void> released = Sinks.empty();

        public void release() {
            released.tryEmitEmpty().orThrow();
        }
    }

    private ModelServer(byte[] content) {
        this.content = content;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(this::answer)
                .bindNow();
    }

    public static ModelServer with(byte[] content) {
        return new ModelServer(content);
    }

    /** Bytes that nothing compresses or guesses, the same in every run. */
    public static byte[] bytes(int count) {
        var bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** How many bytes a download below a folder has stored; 0 when there is none. */
    public static long partialIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".headwater.incomplete"))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return 0;
        }
    }

    public URI location() {
        return URI.create("http://127.0.0.1:%d/models/tiny.bin".formatted(server.port()));
    }

    public UrlRef ref() {
        return new UrlRef(location(), null);
    }

    public UrlRef verifiedRef() {
        return new UrlRef(location(), Checksum.sha256(sha256(content)));
    }

    /** From now on, the file is another one. */
    public void changesTo(byte[] other) {
        content = other;
        version++;
    }

    public void hidesItsVersion() {
        tellsVersion = false;
    }

    public void ignoresRanges() {
        knowsRanges = false;
    }

    public void hidesTheLength() {
        tellsLength = false;
    }

    /** The next answer breaks off when this many bytes of the file have been sent. */
    public void dropsConnectionAt(int place) {
        mishaps.add((request, response) -> body(request, response, content, place, Mono.defer(() -> {
            response.withConnection(connection -> connection.channel().close());
            return Mono.never();
        })));
    }

    /** The next answer stands still when this many bytes of the file have been sent. */
    public Hold holdsAt(int place) {
        var hold = new Hold();
        mishaps.add((request, response) -> body(request, response, content, place, hold.released.asMono()));
        return hold;
    }

    /** The next answer is not what the file really is. */
    public void garblesAnAnswer() {
        mishaps.add((request, response) -> {
            byte[] garbled = content.clone();
            garbled[garbled.length / 2]++;
            return body(request, response, garbled, garbled.length, Mono.empty());
        });
    }

    public void refusesOnceWith(int status) {
        mishaps.add((request, response) -> response.status(status).send());
    }

    public void redirectsOnceTo(String target) {
        mishaps.add((request, response) ->
                response.status(302).header(HttpHeaderNames.LOCATION, target).send());
    }

    /** The next answer promises so many bytes and sends none. */
    public void announcesOnce(long length) {
        mishaps.add((request, response) -> response.header(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length))
                .sendHeaders()
                .then(Mono.never()));
    }

    /** The next request gets no answer. */
    public void staysSilentOnce() {
        mishaps.add((request, response) -> Mono.never());
    }

    /** Such as {@code GET bytes=100-}: what was asked for, in order, but for questions about the size. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How often somebody wanted to know nothing but the size. */
    public int questionsOfSize() {
        return questionsOfSize.get();
    }

    /** How many bytes of the file left this server, in all answers together. */
    public long sent() {
        return sent.get();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        if (request.method().equals(HttpMethod.HEAD)) {
            questionsOfSize.incrementAndGet();
            describe(request.requestHeaders(), response, content);
            return response.send();
        }
        String range = request.requestHeaders().get(HttpHeaderNames.RANGE);
        requests.add(range == null ? "GET" : "GET " + range);
        Mishap mishap = mishaps.poll();
        return mishap == null
                ? body(request, response, content, content.length, Mono.empty())
                : mishap.instead(request, response);
    }

    private Publisher<Void> body(
            HttpServerRequest request, HttpServerResponse response, byte[] bytes, int place, Mono<Void> atPlace) {
        int from = describe(request.requestHeaders(), response, bytes);
        Flux<ByteBuf> before = slices(bytes, from, Math.max(from, place));
        Flux<ByteBuf> after = slices(bytes, Math.max(from, place), bytes.length);
        return response.send(Flux.concat(before, atPlace.thenMany(after)), eachAtOnce -> true);
    }
    /** Says in the headers which part of the file comes, and answers where it begins. */
    private int describe(HttpHeaders asked, HttpServerResponse response, byte[] bytes) {
        if (tellsVersion) {
            response.header(HttpHeaderNames.ETAG, etag());
        }
        int from = beginningOf(asked, bytes.length);
        if (tellsLength) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length - from));
        }
        if (from > 0) {
            response.status(206);
            response.header(
                    HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, bytes.length - 1, bytes.length));
        }
        return from;
    }

    private int beginningOf(HttpHeaders asked, int length) {
        String range = asked.get(HttpHeaderNames.RANGE);
        String condition = asked.get(HttpHeaderNames.IF_RANGE);
        if (range == null || !knowsRanges || (condition != null && !condition.equals(etag()))) {
            return 0;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
        return from < length ? from : 0;
    }

    private String etag() {
        return "\"version-%d\"".formatted(version);
    }

    private Flux<ByteBuf> slices(byte[] bytes, int from, int to) {
        return Flux.<byte[], Integer>generate(() -> from, (place, sink) -> {
                    int end = Math.min(to, place + SLICE);
                    if (place < to) {
                        sink.next(Arrays.copyOfRange(bytes, place, end));
                    } else {
                        sink.complete();
                    }
                    return end;
                })
                .doOnNext(slice -> sent.addAndGet(slice.length))
                .map(Unpooled::wrappedBuffer);
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
