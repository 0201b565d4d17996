package io.headwater.models.registry.hub;

import io.headwater.jobs.JobException;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/** Questions to one hub, whose answers are read whole. The token goes there and nowhere else. */
final class Web {
    private static final int MOST_HOPS = 10;
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;
    private static final int LONGEST_CONNECT_MILLIS = 10_000;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final Duration FIRST_REST = Duration.ofSeconds(2);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final URI endpoint;
    private final Supplier<@Nullable String> token;
    private final HttpClient client;
    private final Scheduler scheduler;

    /** @param scheduler on which it rests before it asks again */
    Web(URI endpoint, Supplier<@Nullable String> token, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.endpoint = endpoint;
        this.token = token;
        client = HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LONGEST_CONNECT_MILLIS)
                .responseTimeout(LONGEST_SILENCE)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "headwater")
                        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY));
    }

    /** An answer with a good status. */
    record Page(HttpHeaders headers, byte[] body) {}

    /** The answer to a question below the endpoint. Errors with what a bad one means. */
    Mono<Page> get(URI location, String about) {
        return Mono.defer(() -> hop(location, about, 0))
                .retryWhen(Retry.backoff(RETRIES, FIRST_REST)
                        .jitter(0.2)
                        .scheduler(scheduler)
                        .filter(HubErrors::mayPass)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    }

    private Mono<Page> hop(URI location, String about, int hops) {
        return client.headers(this::authorize)
                .get()
                .uri(location)
                .response((response, body) -> answer(response, body, location, about, hops))
                .single()
                .onErrorMap(failure -> HubErrors.unreachable(failure, endpoint));
    }

    private void authorize(HttpHeaders headers) {
        String secret = token.get();
        if (secret != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + secret);
        }
    }

    private Mono<Page> answer(HttpClientResponse response, ByteBufFlux body, URI location, String about, int hops) {
        int status = response.status().code();
        if (REDIRECTS.contains(status)) {
            return next(response, location, about, hops)
                    .map(target -> hop(target, about, hops + 1))
                    .orElseGet(() -> Mono.error(HubErrors.redirect(endpoint, about)));
        }
        return whole(body, about)
                .flatMap(bytes -> status == 200
                        ? Mono.just(new Page(response.responseHeaders().copy(), bytes))
                        : Mono.<Page>error(refusal(response, bytes, about)));
    }

    private Mono<byte[]> whole(ByteBufFlux body, String about) {
        return body.asByteArray()
                .collect(ByteArrayOutputStream::new, (all, part) -> {
                    if (all.size() + part.length > LARGEST_ANSWER) {
                        throw HubErrors.tooLarge(endpoint, about, LARGEST_ANSWER);
                    }
                    all.writeBytes(part);
                })
                .map(ByteArrayOutputStream::toByteArray);
    }

    boolean isAnonymous() {
        return token.get() == null;
    }

    /** What it means that the endpoint refuses something, of which only the headers are known. */
    JobException refusal(int status, Function<String, Optional<String>> header, String about) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String name : List.of("X-Error-Code", "X-Error-Message")) {
            header.apply(name).ifPresent(value -> headers.set(name, value));
        }
        return HubErrors.refused(endpoint, about, status, headers, new byte[0], !isAnonymous());
    }

    private JobException refusal(HttpClientResponse response, byte[] body, String about) {
        return HubErrors.refused(
                endpoint, about, response.status().code(), response.responseHeaders(), body, token.get() != null);
    }

    /** A renamed repository answers with where it is now; whoever asks for the API is led nowhere but to the API. */
    private Optional<URI> next(HttpClientResponse response, URI location, String about, int hops) {
        String target = response.responseHeaders().get(HttpHeaderNames.LOCATION);
        if (target == null || hops >= MOST_HOPS) {
            return Optional.empty();
        }
        try {
            URI next = location.resolve(target);
            return sameOrigin(next, endpoint) ? Optional.of(next) : Optional.empty();
        } catch (IllegalArgumentException notAUri) {
            return Optional.empty();
        }
    }

    static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }
}
