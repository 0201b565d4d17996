package io.headwater.models.download;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The hosts that want to be left alone for a while. All transfers know the same ones: a limit counts them together. */
final class Pauses {
    private final Scheduler scheduler;
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    Pauses(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** What an answer says about that, if anything. */
    void heed(URI location, int status, HttpHeaders headers) {
        if (status == 429 || status >= 500) {
            RetryAfter.toldBy(status, headers).ifPresent(told -> begin(location, told));
        }
    }

    void begin(URI location, Duration length) {
        ends.merge(key(location), now() + length.toMillis(), Math::max);
    }

    /** How long it will last; zero where there is none. */
    Duration left(URI location) {
        long millis = ends.getOrDefault(key(location), 0L) - now();
        // The wall clock may have been set back meanwhile: no pause becomes longer by that.
        return Duration.ofMillis(Math.max(0, Math.min(millis, RetryAfter.LONGEST.toMillis())));
    }

    /** Completes when there is none, or none any more. */
    Mono<Void> over(URI location) {
        return Mono.defer(() -> {
            Duration left = left(location);
            return left.isZero() ? Mono.empty() : Mono.delay(left, scheduler).then(Mono.defer(() -> over(location)));
        });
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    private static String key(URI location) {
        return String.valueOf(location.getRawAuthority());
    }
}
