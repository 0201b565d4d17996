package io.headwater.testkit.hub;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
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
    private final Origin origin;
    private final Site site;
    private final Records records;
    private final Faults faults;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;
    private volatile long bytesPerSecond;
    private volatile int mostConnections = Integer.MAX_VALUE;

    Server(Origin origin, Site site, Records records, Faults faults, LoopResources threads) {
        this.origin = origin;
        this.site = site;
        this.records = records;
        this.faults = faults;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
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
        Wire.join(channel);
        if (bytesPerSecond > 0) {
            channel.pipeline().addFirst("rate", new ChannelTrafficShapingHandler(bytesPerSecond, 0, 100));
        }
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
        Answer answer = faults.spoil(seen, asked, site.answer(asked));
        Mono<Void> delivery = Mono.defer(() -> {
            seen.answered(answer);
            response.withConnection(connection -> Wire.of(connection.channel()).begin(seen, answer.cut()));
            return deliver(asked, answer, response);
        });
        Ending withoutAnswer = answer.withoutAnswer();
        if (withoutAnswer != null) {
            response.withConnection(connection -> Wire.end(connection.channel(), withoutAnswer));
            return Mono.never();
        }
        Hold before = answer.heldBefore();
        return before == null ? delivery : before.pass().then(delivery);
    }

    private Mono<Void> deliver(Asked asked, Answer answer, HttpServerResponse response) {
        response.status(answer.status());
        response.responseHeaders().set(answer.headers());
        response.chunkedTransfer(answer.isChunked());
        if (asked.isHead() || answer.isEmpty()) {
            return response.send().then();
        }
        return response.send(body(answer), each -> true).then();
    }

    private Flux<ByteBuf> body(Answer answer) {
        Hold hold = answer.held();
        if (hold == null) {
            return slices(answer, answer.from(), answer.to());
        }
        long place = Math.min(answer.to(), answer.from() + answer.heldAt());
        return Flux.concat(
                slices(answer, answer.from(), place), hold.pass().thenMany(slices(answer, place, answer.to())));
    }

    /** Small when they are to trickle, for a slice leaves as a whole. */
    private Flux<ByteBuf> slices(Answer answer, long from, long to) {
        long rate = bytesPerSecond;
        int size = rate == 0 ? Content.BLOCK : (int) Math.max(1, Math.min(Content.BLOCK, rate / 20));
        return answer.body().stream(from, to, size);
    }

    void close() {
        server.disposeNow(Duration.ofSeconds(5));
        connections.close().awaitUninterruptibly();
    }
}
