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
    private final List<HttpHeaders> headers = new CopyOnWriteArrayList<>();
    private final AtomicInteger questionsOfSize = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();

    private volatile byte[] content;
    private volatile int version = 1;
    private volatile int refusal;
    private volatile boolean tellsVersion = true;
    private volatile boolean knowsRanges = true;
    private volatile boolean tellsLength = true;
    private volatile int holdAfter = Integer.MAX_VALUE;
    private volatile Mono<Void> held = Mono.empty();

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

    private ModelServer(int port, byte[] content) {
        this.content = content;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .handle(this::answer)
                .bindNow();
    }

    public static ModelServer with(byte[] content) {
        return new ModelServer(0, content);
    }

    /** Where there was nobody before. */
    public static ModelServer at(int port, byte[] content) {
        return new ModelServer(port, content);
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
        answersOnceWith(status);
    }

    /** From now on nobody is let in who is not in already. */
    public void refusesFromNowOnWith(int status) {
        refusal = status;
    }

    public void refusesNoMore() {
        refusal = 0;
    }

    public void redirectsOnceTo(String target) {
        answersOnceWith(302, "Location", target);
    }

    /** The next answer has no body, but these headers. */
    public void answersOnceWith(int status, String... namesAndValues) {
        mishaps.add((request, response) -> {
            for (int place = 0; place < namesAndValues.length; place += 2) {
                response.header(namesAndValues[place], namesAndValues[place + 1]);
            }
            return response.status(status).header("Content-Length", "0").send();
        });
    }

    /** The next answer is a page to log in, as of those who stand between a machine and the network. */
    public void sendsAPageOnce() {
        mishaps.add((request, response) -> response.header("Content-Type", "text/html; charset=utf-8")
                .sendString(Mono.just("<html>Welcome</html>")));
    }

    /** From now on each answer stands still when it has sent so many bytes, until it is released. */
    public Hold holdsEachAnswerAfter(int bytes) {
        var hold = new Hold();
        holdAfter = bytes;
        held = hold.released.asMono();
        return hold;
    }

    /** What a request said under this name; empty when it did not. */
    public List<String> said(String header) {
        return headers.stream().map(all -> all.get(header, "")).toList();
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

    /** How many of those who asked went away before they had got all. */
    public int left() {
        return left.get();
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
        headers.add(request.requestHeaders().copy());
        requests.add(range == null ? "GET" : "GET " + range);
        if (refusal > 0) {
            return response.status(refusal)
                    .header(HttpHeaderNames.CONTENT_LENGTH, "0")
                    .send();
        }
        Mishap mishap = mishaps.poll();
        return mishap == null
                ? body(request, response, content, placeToHold(request.requestHeaders()), held)
                : mishap.instead(request, response);
    }

    private Publisher<Void> body(
            HttpServerRequest request, HttpServerResponse response, byte[] bytes, int place, Mono<Void> atPlace) {
        int from = describe(request.requestHeaders(), response, bytes);
        int end = from == 0 && response.status().code() != 206
                ? bytes.length
                : endOf(request.requestHeaders(), bytes.length);
        int middle = Math.min(end, Math.max(from, place));
        Flux<ByteBuf> before = slices(bytes, from, middle);
        Flux<ByteBuf> after = slices(bytes, middle, end);
        return response.send(
                Flux.concat(before, atPlace.thenMany(after)).doOnCancel(left::incrementAndGet), eachAtOnce -> true);
    }

    private int placeToHold(HttpHeaders asked) {
        long place = (long) beginningOf(asked, content.length) + holdAfter;
        return (int) Math.min(content.length, place);
    }

    /** Says in the headers which part of the file comes, and answers where it begins. */
    private int describe(HttpHeaders asked, HttpServerResponse response, byte[] bytes) {
        if (tellsVersion) {
            response.header(HttpHeaderNames.ETAG, etag());
        }
        int from = beginningOf(asked, bytes.length);
        boolean part = from > 0 || (asked.contains(HttpHeaderNames.RANGE) && mayGiveParts(asked));
        int end = part ? endOf(asked, bytes.length) : bytes.length;
        if (tellsLength) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(end - from));
        }
        if (part) {
            response.status(206);
            response.header(HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, end - 1, bytes.length));
        }
        return from;
    }

    private int beginningOf(HttpHeaders asked, int length) {
        String range = asked.get(HttpHeaderNames.RANGE);
        if (range == null || !mayGiveParts(asked)) {
            return 0;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
        return from < length ? from : 0;
    }

    private boolean mayGiveParts(HttpHeaders asked) {
        String condition = asked.get(HttpHeaderNames.IF_RANGE);
        return knowsRanges && (condition == null || condition.equals(etag()));
    }

    private static int endOf(HttpHeaders asked, int length) {
        String range = asked.get(HttpHeaderNames.RANGE, "");
        String last = range.substring(range.indexOf('-') + 1);
        return last.isEmpty() ? length : Math.min(length, Integer.parseInt(last) + 1);
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
