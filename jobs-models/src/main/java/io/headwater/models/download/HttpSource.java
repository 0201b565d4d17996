package io.headwater.models.download;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/** Files over http and https, one connection for each request. */
final class HttpSource {
    private static final int LONGEST_CONNECT_MILLIS = 10_000;
    private static final Duration LONGEST_SIZE_REQUEST = Duration.ofSeconds(5);
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int LARGEST_CHUNK = 256 * 1024;

    private final HttpClient client;

    /** @param longestSilence how long a source may send nothing, before its answer and in the middle of it */
    HttpSource(Duration longestSilence) {
        client = HttpClient.newConnection()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LONGEST_CONNECT_MILLIS)
                // With the defaults, 64 kB reads in 8 kB slices, the same download takes twice as long.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(2_048, 65_536, LARGEST_CHUNK))
                .httpResponseDecoder(decoder -> decoder.maxChunkSize(LARGEST_CHUNK))
                .responseTimeout(longestSilence)
                .followRedirect(HttpSource::follows)
                .headers(headers -> headers.set(HttpHeaderNames.USER_AGENT, "Headwater")
                        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY));
    }

    /** The answer, after redirects, is what {@code receiver} makes of it. */
    <T> Flux<T> get(
            URI location,
            Consumer<HttpHeaders> more,
            BiFunction<HttpClientResponse, ByteBufFlux, Publisher<T>> receiver) {
        return client.headers(more).get().uri(location).response(receiver);
    }

    /** How long the file is; empty when the source does not say, for whatever reason. */
    Mono<Long> size(URI location) {
        return client.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) LONGEST_SIZE_REQUEST.toMillis())
                .responseTimeout(LONGEST_SIZE_REQUEST)
                .head()
                .uri(location)
                .response()
                .filter(response -> response.status().equals(HttpResponseStatus.OK))
                .mapNotNull(response -> Answer.lengthIn(response.responseHeaders()))
                .onErrorComplete();
    }

    /** A redirect that is not followed comes back as the answer. */
    private static boolean follows(HttpClientRequest request, HttpClientResponse response) {
        String target = response.responseHeaders().get(HttpHeaderNames.LOCATION);
        return REDIRECTS.contains(response.status().code())
                && target != null
                && request.redirectedFrom().length < MOST_REDIRECTS
                && isSafe(URI.create(request.resourceUrl()), target);
    }

    /** Only to the web, and never from a place that proved who it is to one that did not. */
    static boolean isSafe(URI from, String target) {
        try {
            String scheme = from.resolve(target).getScheme().toLowerCase(Locale.ROOT);
            return scheme.equals("https") || scheme.equals(from.getScheme());
        } catch (IllegalArgumentException notAUri) {
            return false;
        }
    }
}
