package io.headwater.testkit.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** One origin: a port, the connections to it, and the way from a request to the bytes of its answer. */
final class Server {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Origin origin;
    private final Site site;
    private final Records records;
    private final Faults faults;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final LoopResources threads;
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile DisposableServer server;
    private volatile long bytesPerSecond;
    private volatile int mostConnections = Integer.MAX_VALUE;

    Server(Origin origin, Site site, Records records, Faults faults, LoopResources threads) {
        this.origin = origin;
        this.site = site;
        this.records = records;
        this.faults = faults;
        this.threads = threads;
        this.server = listen(0);
    }

    private DisposableServer listen(int port) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .runOn(threads)
                .doOnChannelInit((observer, channel, address) -> welcome(channel))
                .handle(this::answer)
                .bindNow();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private void welcome(Channel channel) {
        if (connections.size() >= mostConnections) {
            channel.close();
            return;
        }
        connections.add(channel);
        mostAtOnce.accumulateAndGet(connections.size(), Math::max);
        Wire.join(channel);
        if (bytesPerSecond > 0) {
            channel.pipeline().addFirst("rate", new ChannelTrafficShapingHandler(bytesPerSecond, 0, 100));
        }
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    void limitRate(long eachConnection) {
        bytesPerSecond = eachConnection;
    }

    void limitConnections(int most) {
        mostConnections = most;
    }

    void dropConnections() {
        connections.forEach(channel -> Wire.end(channel, Ending.RESET));
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        String method = request.method().name();
        Mono<String> form =
                method.equals("POST") ? request.receive().aggregate().asString().defaultIfEmpty("") : Mono.just("");
        return form.flatMap(
                fields -> answer(new Asked(method, request.uri(), request.requestHeaders(), fields), response));
    }

    private Mono<Void> answer(Asked asked, HttpServerResponse response) {
        Seen seen = records.note(origin, asked);
        Answer proper = site.answer(asked);
        seen.concerns(proper.about());
        Answer answer = faults.spoil(seen, asked, proper);
        String raw = answer.raw();
        if (raw != null) {
            response.withConnection(connection -> Wire.sayRaw(connection.channel(), raw));
        }
        Mono<Void> delivery = Mono.defer(() -> deliver(seen, answer, response));
        Hold hold = answer.heldBefore();
        return hold == null ? delivery : hold.pass().then(delivery);
    }

    private Mono<Void> deliver(Seen seen, Answer answer, HttpServerResponse response) {
        Ending withoutAnswer = answer.withoutAnswer();
        if (withoutAnswer != null) {
            response.withConnection(connection -> Wire.end(connection.channel(), withoutAnswer));
            return Mono.never();
        }
        response.withConnection(connection -> {
            seen.answered(answer, connection.channel().eventLoop());
            Wire.begin(connection.channel(), seen, answer.stop());
        });
        response.status(answer.status());
        response.responseHeaders().set(answer.headers());
        response.chunkedTransfer(answer.isChunked());
        boolean bodiless = answer.isEmpty() || seen.method().equals("HEAD");
        return bodiless
                ? response.send().then()
                : response.send(body(answer), each -> true).then();
    }

    /** In small slices when they are to trickle, for a slice leaves as a whole. */
    private Flux<ByteBuf> body(Answer answer) {
        long rate = bytesPerSecond;
        int size = rate == 0 ? Content.BLOCK : (int) Math.max(1, Math.min(Content.BLOCK, rate / 20));
        return answer.body().stream(answer.from(), answer.to(), size);
    }

    /** Nobody listens at the port any more, and whoever is connected is cut off. */
    void goDown() {
        server.disposeNow(PATIENCE);
        dropConnections();
    }

    /** Listens again, at the port that it had. */
    void comeBack() {
        server = listen(server.port());
    }

    void close() {
        server.disposeNow(PATIENCE);
        connections.close().awaitUninterruptibly();
    }
}
