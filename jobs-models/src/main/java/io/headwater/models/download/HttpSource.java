package io.headwater.models.download;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/** Questions over http and https, each from its first address over all redirects to its answer. */
final class HttpSource {
    private static final int LONGEST_CONNECT_MILLIS = 10_000;
    private static final Duration LONGEST_SIZE_REQUEST = Duration.ofSeconds(5);
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int LARGEST_CHUNK = 256 * 1024;

    /** On a connection that has served before. */
    private static final AttributeKey<Boolean> HAS_ANSWERED = AttributeKey.valueOf("headwater.has-answered");

    private final HttpClient client;
    private final HttpClient guarded;
    private final Function<URI, Optional<String>> credentials;
    private final Predicate<URI> mayBePrivate;

    /**
     * @param more what else stands in the headers
     * @param first is told what the location's own origin answers
     */
    record Question(HttpMethod method, URI location, Consumer<HttpHeaders> more, FirstAnswers first) {}

    /**
     * @param location where it comes from in the end
     * @param away whether that is another server than the one that was asked
     */
    record Reply(URI location, boolean away, HttpClientResponse response, ByteBufFlux body) {
        int status() {
            return response.status().code();
        }

        HttpHeaders headers() {
            return response.responseHeaders();
        }
    }

    /** A step on the way of a question. */
    private record Hop(
            URI location,
            int number,
            boolean away,
            @Nullable String authorization) {}

    /** What came of a step: a next one, or what the receiver made of the answer. */
    private record Outcome<T>(@Nullable Hop next, @Nullable T result) {}

    /**
     * @param credentials what proves to an origin who asks; goes to that origin and to no other
     * @param mayBePrivate which locations may stand, or lead, inside this machine's own network
     */
    HttpSource(Function<URI, Optional<String>> credentials, Predicate<URI> mayBePrivate) {
        this.credentials = credentials;
        this.mayBePrivate = mayBePrivate;
        client = clientOn(Connections.FREE);
        var egress = new Egress();
        guarded = clientOn(Connections.GUARDED)
                .doOnChannelInit(
                        (observer, channel, remote) -> channel.pipeline().addFirst("egress", egress));
    }

    private static HttpClient clientOn(ConnectionProvider connections) {
        return HttpClient.create(connections)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LONGEST_CONNECT_MILLIS)
                // With the defaults, 64 kB reads in 8 kB slices, the same download takes twice as long.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2_048, 65_536, LARGEST_CHUNK))
                .httpResponseDecoder(decoder -> decoder.maxChunkSize(LARGEST_CHUNK))
                // Whether and where to follow is decided here: a library takes what it was given along.
                .followRedirect(false)
                .disableRetry(true)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "headwater")
                        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY))
                .doOnResponse((response, connection) ->
                        connection.channel().attr(HAS_ANSWERED).set(true));
    }

    /** What the receiver, which must emit something, makes of the answer. Nothing is asked before somebody subscribes. */
    <T> Mono<T> ask(Question question, Function<Reply, Mono<T>> receiver) {
        return Mono.defer(() -> {
            URI location = question.location();
            return follow(
                    question,
                    new Hop(location, 0, false, credentials.apply(location).orElse(null)),
                    receiver);
        });
    }

    /** How long the file is; empty when the source does not say, for whatever reason. */
    Mono<Long> size(URI location, FirstAnswers listener) {
        var question = new Question(HttpMethod.HEAD, location, headers -> {}, listener);
        return ask(
                        question,
                        reply -> Mono.just(
                                Optional.ofNullable(reply.status() == 200 ? Answer.lengthIn(reply.headers()) : null)))
                .timeout(LONGEST_SIZE_REQUEST)
                .flatMap(Mono::justOrEmpty)
                .onErrorComplete();
    }

    private <T> Mono<T> follow(Question question, Hop hop, Function<Reply, Mono<T>> receiver) {
        var answered = new AtomicBoolean();
        var kept = new AtomicBoolean();
        return clientFor(question)
                .doOnRequest((request, connection) ->
                        kept.set(connection.channel().attr(HAS_ANSWERED).get() != null))
                .headers(question.more())
                .headers(headers -> authorize(headers, hop))
                .request(question.method())
                .uri(hop.location())
                .response((response, body) -> Mono.defer(() -> {
                    answered.set(true);
                    return outcome(question, hop, response, body, receiver);
                }))
                .single()
                .flatMap(outcome -> outcome.next() == null
                        ? Mono.justOrEmpty(outcome.result())
                        : follow(question, outcome.next(), receiver))
                // The server has closed a connection that we had kept, just when we used it again: that tells nothing.
                .onErrorResume(
                        failure -> kept.get() && !answered.get() && failure instanceof IOException,
                        closed -> follow(question, hop, receiver))
                .onErrorMap(failure -> DownloadErrors.onTheWay(failure, hop.location()));
    }

    /** Where a location may be private, so may be what it leads to. */
    private HttpClient clientFor(Question question) {
        return mayBePrivate.test(question.location()) ? client : guarded;
    }

    private static void authorize(HttpHeaders headers, Hop hop) {
        if (hop.authorization() != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, hop.authorization());
        }
    }

    private static <T> Mono<Outcome<T>> outcome(
            Question question,
            Hop hop,
            HttpClientResponse response,
            ByteBufFlux body,
            Function<Reply, Mono<T>> receiver) {
        int status = response.status().code();
        HttpHeaders headers = response.responseHeaders();
        if (!hop.away()) {
            question.first().answered(status, name -> Optional.ofNullable(headers.get(name)));
        }
        if (REDIRECTS.contains(status)) {
            return Mono.fromSupplier(() -> new Outcome<>(next(hop, headers.get(HttpHeaderNames.LOCATION)), null));
        }
        return receiver.apply(new Reply(hop.location(), hop.away(), response, body))
                .map(result -> new Outcome<>(null, result));
    }

    /** What has left its origin has left it for good: who gets there by a stranger's word may be there on his behalf. */
    private static Hop next(Hop hop, @Nullable String target) {
        if (target == null || hop.number() == MOST_REDIRECTS) {
            throw DownloadErrors.redirectRefused(hop.location(), hop.number() == MOST_REDIRECTS);
        }
        URI location = Addresses.redirect(hop.location(), target)
                .orElseThrow(() -> DownloadErrors.redirectRefused(hop.location(), false));
        boolean away = hop.away() || !Addresses.origin(location).equals(Addresses.origin(hop.location()));
        return new Hop(location, hop.number() + 1, away, away ? null : hop.authorization());
    }
}
