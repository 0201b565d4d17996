package io.headwater.models.download;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** Of which hosts bytes are arriving: whom such a host sends away, it may let in when one of the others is done. */
final class Crowds {
    private final Map<String, AtomicInteger> served = new ConcurrentHashMap<>();

    boolean isServing(URI location) {
        return served(location).get() > 0;
    }

    /** Counts as one that is served there, as long as it takes. */
    <T> Mono<T> during(URI location, Mono<T> arriving) {
        return Mono.using(
                () -> {
                    served(location).incrementAndGet();
                    return location;
                },
                place -> arriving,
                place -> served(place).decrementAndGet());
    }

    private AtomicInteger served(URI location) {
        return served.computeIfAbsent(String.valueOf(location.getRawAuthority()), host -> new AtomicInteger());
    }
}
