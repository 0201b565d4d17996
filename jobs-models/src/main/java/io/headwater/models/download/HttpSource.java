package io.headwater.models.download;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
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

/** Questions over http and https, each from its first address over all redirects to its answer. */
final class HttpSource {
    private static final Duration LONGEST_SIZE_REQUEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** What those answer that know no HEAD, or have signed a GET only. */
    static final Set<Integer> NO_HEAD = Set.of(400, 403, 405, 501);

    private final Connections connections;
    private final Function<URI, Optional<URI>> proxies;
    private final Function<URI, Optional<String>> credentials;
    private final Predicate<URI> mayBePrivate;
    private final Pauses pauses;

    /**
     * @param more what else stands in the headers
     * @param first is told what the location's own origin answers
     * @param reach whose answer it is that is wanted
     */
    record Question(HttpMethod method, URI location, Consumer<HttpHeaders> more, FirstAnswers first, Reach reach) {
        /** For bytes of a file, which may come from anywhere. */
        static Question file(URI location, Consumer<HttpHeaders> more, FirstAnswers first) {
            return new Question(HttpMethod.GET, location, more, first, Reach.ANYWHERE);
        }

        static Question page(URI location) {
            return new Question(HttpMethod.GET, location, headers -> {}, FirstAnswers.IGNORED, Reach.ORIGIN);
        }

        /** For what the origin says of a file, whoever has its bytes. */
        static Question head(URI location) {
            return new Question(HttpMethod.HEAD, location, headers -> {}, FirstAnswers.IGNORED, Reach.LAST_OF_ORIGIN);
        }

        /** The same where nobody may ask for that alone. */
        static Question firstByte(URI location) {
            return new Question(
                    HttpMethod.GET, location, HttpSource::onlyTheFirstByte, FirstAnswers.IGNORED, Reach.LAST_OF_ORIGIN);
        }
    }

    /** Whose answer is wanted. */
    enum Reach {
        /** Of whoever has what was asked for in the end. */
        ANYWHERE,
        /** Of the origin that was asked, and of nobody else. */
        ORIGIN,
        /** Of that origin, also where it sends on to somebody else: what it says then is what is wanted. */
        LAST_OF_ORIGIN
    }

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

    /**
     * A step on the way of a question.
     *
     * @param free whether it may lead inside this machine's own network
     */
    private record Hop(
            URI location,
            int number,
            boolean away,
            boolean free,
            @Nullable String authorization) {}

    /** What came of a step: a next one, or what the receiver made of the answer. */
    private record Outcome<T>(@Nullable Hop next, @Nullable T result) {}

    /**
     * @param proxies who stands between here and a location
     * @param credentials what proves to an origin who asks; goes to that origin and to no other
     * @param mayBePrivate which locations may stand inside this machine's own network; those that do may lead on in there
     * @param pauses take note of each answer that wishes for one
     */
    HttpSource(
            Connections connections,
            Function<URI, Optional<URI>> proxies,
            Function<URI, Optional<String>> credentials,
            Predicate<URI> mayBePrivate,
            Pauses pauses) {
        this.connections = connections;
        this.proxies = proxies;
        this.credentials = credentials;
        this.mayBePrivate = mayBePrivate;
        this.pauses = pauses;
    }

    /** What the receiver, which must emit something, makes of the answer. Nothing is asked before somebody subscribes. */
    <T> Mono<T> ask(Question question, Function<Reply, Mono<T>> receiver) {
        return Mono.defer(() -> {
            URI location = question.location();
            return follow(
                    question,
                    new Hop(
                            location,
                            0,
                            false,
                            mayBePrivate.test(location),
                            credentials.apply(location).orElse(null)),
                    receiver);
        });
    }

    /** How long the file is; empty when the source does not say, for whatever reason. */
    Mono<Long> size(URI location, FirstAnswers listener) {
        return ask(new Question(HttpMethod.HEAD, location, headers -> {}, listener, Reach.ANYWHERE), Mono::just)
                .flatMap(reply -> NO_HEAD.contains(reply.status())
                        ? sizeInPart(location, listener)
                        : Mono.justOrEmpty(reply.status() == 200 ? Answer.lengthIn(reply.headers()) : null))
                .timeout(LONGEST_SIZE_REQUEST)
                .onErrorComplete();
    }

    /** Of those that give nothing but parts of a file, the first byte tells of how many it is. */
    private Mono<Long> sizeInPart(URI location, FirstAnswers listener) {
        Question question = Question.file(location, HttpSource::onlyTheFirstByte, listener);
        return ask(question, reply -> Mono.just(Optional.ofNullable(Answer.sizeIn(reply.status(), reply.headers()))))
                .flatMap(Mono::justOrEmpty);
    }

    private static void onlyTheFirstByte(HttpHeaders headers) {
        headers.set(HttpHeaderNames.RANGE, "bytes=0-0");
    }

    private <T> Mono<T> follow(Question question, Hop hop, Function<Reply, Mono<T>> receiver) {
        var answered = new AtomicBoolean();
        var kept = new AtomicBoolean();
        var inside = new AtomicBoolean(Egress.leadsInside(hop.location().getHost()));
        URI proxy = proxies.apply(hop.location()).orElse(null);
        if (proxy != null && !hop.free() && inside.get()) {
            return Mono.error(DownloadErrors.egress(hop.location(), null));
        }
        return clientFor(question, hop, proxy)
                .doOnRequest((request, connection) -> {
                    kept.set(Connections.isKept(connection));
                    inside.compareAndSet(false, proxy == null && Connections.leadsInside(connection));
                })
                .headers(question.more())
                .headers(headers -> authorize(headers, hop))
                .request(question.method())
                .uri(hop.location())
                .response((response, body) -> Mono.defer(() -> {
                    answered.set(true);
                    return outcome(question, hop, inside.get(), response, body, receiver);
                }))
                .single()
                .flatMap(outcome -> outcome.next() == null
                        ? Mono.justOrEmpty(outcome.result())
                        : follow(question, outcome.next(), receiver))
                // The server has closed a connection that we had kept, just when we used it again: that tells nothing.
                .onErrorResume(
                        failure -> kept.get() && !answered.get() && failure instanceof IOException,
                        closed -> follow(question, hop, receiver))
                .onErrorMap(failure -> proxy == null || answered.get()
                        ? DownloadErrors.onTheWay(failure, hop.location())
                        : DownloadErrors.onTheWayThrough(proxy, failure, hop.location()));
    }

    private HttpClient clientFor(Question question, Hop hop, @Nullable URI proxy) {
        HttpClient client = proxy == null ? direct(hop) : connections.through(proxy);
        // Who receives a file watches over its silences himself.
        return question.reach() != Reach.ANYWHERE ? client.responseTimeout(LONGEST_SILENCE) : client;
    }

    private HttpClient direct(Hop hop) {
        return hop.free() ? connections.free() : connections.guarded();
    }

    private static void authorize(HttpHeaders headers, Hop hop) {
        if (hop.authorization() != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, hop.authorization());
        }
    }

    /** @param inside whether the answer comes from inside this machine's own network */
    private <T> Mono<Outcome<T>> outcome(
            Question question,
            Hop hop,
            boolean inside,
            HttpClientResponse response,
            ByteBufFlux body,
            Function<Reply, Mono<T>> receiver) {
        int status = response.status().code();
        HttpHeaders headers = response.responseHeaders();
        // Before anybody may refuse the answer.
        pauses.heed(question.location(), status, headers);
        if (!hop.away()) {
            question.first().answered(status, name -> Optional.ofNullable(headers.get(name)));
        }
        if (REDIRECTS.contains(status)) {
            Hop next = next(hop, inside, headers.get(HttpHeaderNames.LOCATION));
            if (next.away() && question.reach() == Reach.ORIGIN) {
                throw DownloadErrors.redirectRefused(hop.location(), false);
            }
            if (!next.away() || question.reach() == Reach.ANYWHERE) {
                return Mono.just(new Outcome<>(next, null));
            }
        }
        return receiver.apply(new Reply(hop.location(), hop.away(), response, body))
                .map(result -> new Outcome<>(null, result));
    }

    /**
     * What has left its origin has left it for good: who gets there by a stranger's word may be there on his behalf. Nor does
     * who stands in the open internet lead inside, whoever he is.
     */
    private Hop next(Hop hop, boolean inside, @Nullable String target) {
        if (target == null || hop.number() == MOST_REDIRECTS) {
            throw DownloadErrors.redirectRefused(hop.location(), hop.number() == MOST_REDIRECTS);
        }
        URI location = Addresses.redirect(hop.location(), target)
                .orElseThrow(() -> DownloadErrors.redirectRefused(hop.location(), false));
        boolean away = hop.away() || !Addresses.origin(location).equals(Addresses.origin(hop.location()));
        boolean free = hop.free() && (inside || mayBePrivate.test(location));
        return new Hop(location, hop.number() + 1, away, free, away ? null : hop.authorization());
    }
}
