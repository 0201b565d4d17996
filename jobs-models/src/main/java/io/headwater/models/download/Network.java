package io.headwater.models.download;

import io.headwater.jobs.JobException;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;
import reactor.util.context.Context;
import reactor.util.retry.Retry;

/**
 * The network, as a process uses it that fetches models: for their files, and for what is said about them. For both the same
 * holds: who may hear a secret, where a request may lead, who stands in between, which hosts want to be left alone.
 */
public final class Network {
    private static final int LARGEST_PAGE = 16 * 1024 * 1024;
    private static final Duration LONGEST_PAGE = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final String PATIENT = "headwater.patient";

    private final HttpSource source;
    private final Pauses pauses;
    private final Crowds crowds = new Crowds();
    private final Scheduler scheduler;
    private final boolean waitsForNetwork;
    private final Duration longestPage;

    private Network(Builder setup) {
        pauses = new Pauses(setup.scheduler);
        source = new HttpSource(setup.connections, setup.proxies, setup.credentials, setup.mayBePrivate, pauses);
        scheduler = setup.scheduler;
        waitsForNetwork = setup.waitsForNetwork;
        longestPage = setup.longestPage;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** An answer that has been read to its end, whatever it says. */
    public record Page(int status, HttpHeaders headers, byte[] body) {}

    /**
     * What somebody makes of the answer of a place, and of that place only: it may send on within its own origin. Asks again,
     * after a while, where that may help. How long that may take is said by {@link #patiently}.
     *
     * @param reader may refuse by throwing a {@link JobException}
     */
    public <T> Mono<T> read(URI location, Function<Page, T> reader) {
        return asOftenAsItHelps(location, ask(HttpSource.Question.page(location), this::page), reader);
    }

    /**
     * The same for what a place says of a file in its headers, before it gives its bytes or sends elsewhere for them. The body
     * of the page is empty.
     */
    <T> Mono<T> readHead(URI location, Function<Page, T> reader) {
        Mono<Page> head = ask(HttpSource.Question.head(location), Network::head)
                .flatMap(page -> HttpSource.NO_HEAD.contains(page.status())
                        ? ask(HttpSource.Question.firstByte(location), Network::head)
                        : Mono.just(page));
        return asOftenAsItHelps(location, head, reader);
    }

    private <T> Mono<T> asOftenAsItHelps(URI location, Mono<Page> page, Function<Page, T> reader) {
        return Mono.deferContextual(view -> {
            Optional<Consumer<String>> patient = view.getOrEmpty(PATIENT);
            var retries = new Retries(this, location, RETRIES, 0, waitsForNetwork && patient.isPresent());
            return whenWelcome(location, patient.isPresent())
                    .then(page)
                    .map(reader)
                    .retryWhen(Retry.from(
                            failures -> failures.concatMap(signal -> isWelcome(location, patient.isPresent())
                                    ? retries.rest(signal.failure(), 0, patient.orElse(words -> {}))
                                    : Mono.error(signal.failure()))));
        });
    }

    /**
     * For {@link Mono#contextWrite}: {@link #read} takes all the time it needs, as long as its host wants to be left alone,
     * and as long as the network is away, if it may. Otherwise, a person may be waiting for it.
     *
     * @param listener who hears what it waits for
     */
    public static Function<Context, Context> patiently(Consumer<String> listener) {
        return context -> context.put(PATIENT, listener);
    }

    private Mono<Void> whenWelcome(URI location, boolean patient) {
        return Mono.defer(() -> isWelcome(location, patient)
                ? pauses.over(location)
                : Mono.error(DownloadErrors.notWelcome(location, pauses.left(location))));
    }

    /** Now, or, for who has patience, some time. */
    private boolean isWelcome(URI location, boolean patient) {
        return patient || pauses.left(location).isZero();
    }

    /** How many bytes a file has, without fetching it; empty when its source does not say, or does not want to be asked now. */
    public Mono<Long> size(URI location, FirstAnswers listener) {
        return Mono.defer(() -> pauses.left(location).isZero() ? source.size(location, listener) : Mono.empty());
    }

    /** Whether two places are the same server's. */
    public static boolean isOneOrigin(URI one, URI other) {
        return Addresses.origin(one).equals(Addresses.origin(other));
    }

    /** What the receiver, which must emit something, makes of the answer; if that is a wish to be left alone, all will heed it. */
    <T> Mono<T> ask(HttpSource.Question question, Function<HttpSource.Reply, Mono<T>> receiver) {
        return source.ask(question, receiver);
    }

    Pauses pauses() {
        return pauses;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Crowds crowds() {
        return crowds;
    }

    boolean waitsForNetwork() {
        return waitsForNetwork;
    }

    private static Mono<Page> head(HttpSource.Reply reply) {
        return Mono.just(new Page(reply.status(), reply.headers().copy(), new byte[0]));
    }

    /** It may come as slowly as it likes, but not for as long: that is real time, for nothing else of it is waited for. */
    private Mono<Page> page(HttpSource.Reply reply) {
        return whole(reply.body(), reply.location())
                .timeout(longestPage, Mono.error(() -> DownloadErrors.slow(reply.location(), longestPage)))
                .map(body -> new Page(reply.status(), reply.headers().copy(), body));
    }

    private static Mono<byte[]> whole(ByteBufFlux body, URI location) {
        return body.asByteArray()
                .collect(ByteArrayOutputStream::new, (all, part) -> {
                    if (all.size() + part.length > LARGEST_PAGE) {
                        throw DownloadErrors.endless(location, LARGEST_PAGE);
                    }
                    all.writeBytes(part);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    /** Puts a {@link Network} together. */
    public static final class Builder {
        private Function<URI, Optional<String>> credentials = location -> Optional.empty();
        private Predicate<URI> mayBePrivate = location -> false;
        private Scheduler scheduler = Threads.forWaiting();
        private boolean waitsForNetwork;
        private Duration longestPage = LONGEST_PAGE;
        private Connections connections = Connections.SHARED;
        private Function<URI, Optional<URI>> proxies = Proxies.ofThisMachine();

        private Builder() {}

        /**
         * What to say as {@code Authorization} to the origin of a location; asked anew for each request. Nobody else hears
         * it, whoever the request is sent on to.
         */
        public Builder credentials(Function<URI, Optional<String>> byLocation) {
            credentials = byLocation;
            return this;
        }

        /**
         * Which locations may stand inside this machine's own network, on loopback or on a private address; none by default.
         * Those that do stand there may redirect to others of that kind.
         */
        public Builder allowPrivate(Predicate<URI> locations) {
            mayBePrivate = locations;
            return this;
        }

        /** Whether a job waits until the network is back, however long that takes; otherwise it fails after its retries. */
        public Builder waitForNetwork(boolean wanted) {
            waitsForNetwork = wanted;
            return this;
        }

        /** On which all waiting is done; for tests, which have no time. */
        public Builder scheduler(Scheduler lent) {
            scheduler = lent;
            return this;
        }

        /** How long what is said about files may take to come; for tests, which have no time. */
        Builder longestPage(Duration limit) {
            longestPage = limit;
            return this;
        }

        /** For tests, in which names mean what they say. */
        Builder connections(Connections others) {
            connections = others;
            return this;
        }

        /** For tests, whose machine has none. */
        Builder proxies(Function<URI, Optional<URI>> byLocation) {
            proxies = byLocation;
            return this;
        }

        public Network build() {
            return new Network(this);
        }
    }
}
