package io.headwater.models.download;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Whether to ask a place once more that has failed, and how long to leave it in peace before. Some reasons to wait are
 * nobody's impatience, and are not counted: it was asked too often, and has said itself when to come back; it serves others of
 * ours, and lets no more in; or the network is away, where somebody wants to wait for that.
 */
final class Retries {
    private static final Set<ErrorCode> AWAY =
            Set.of(DownloadErrors.DNS, DownloadErrors.CONNECT, DownloadErrors.TIMEOUT);
    private static final Set<ErrorCode> CROWDED = Set.of(
            DownloadErrors.CONNECT, DownloadErrors.TIMEOUT, DownloadErrors.RATE_LIMITED, DownloadErrors.UNAVAILABLE);

    private static final Duration FIRST_UNCOUNTED = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 5;
    private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm");

    private final Network network;
    private final URI location;
    private final Patience patience;
    private final boolean waitsForNetwork;
    private @Nullable Instant awaySince;
    private int uncounted;
    private String lastWhy = "";

    /**
     * @param most how often in a row without a byte
     * @param bytes how many there are to begin with
     * @param waitsForNetwork whether it may take as long as it likes to come back
     */
    Retries(Network network, URI location, int most, long bytes, boolean waitsForNetwork) {
        this.network = network;
        this.location = location;
        this.patience = new Patience(most, ThreadLocalRandom.current()::nextDouble, bytes);
        this.waitsForNetwork = waitsForNetwork;
    }

    /** @param goesOn whether it may be for the same reason as the last one, and thus no news */
    private record Rest(Duration length, String why, boolean goesOn) {}

    /**
     * Completes when it is time to ask again; errors with the failure where that would be no use.
     *
     * @param listener who is told why it takes so long
     */
    Mono<Long> rest(Throwable failure, long bytes, Consumer<String> listener) {
        Rest rest = failure instanceof JobException known && known.retryable() ? after(known, bytes) : null;
        if (rest == null) {
            return Mono.error(failure);
        }
        // The alarm is set before anybody hears of it: who has heard may let time pass.
        return Mono.when(
                        Mono.delay(rest.length(), network.scheduler()),
                        Mono.fromRunnable(() -> tell(failure, rest, listener)))
                .thenReturn(0L);
    }

    private @Nullable Rest after(JobException failure, long bytes) {
        boolean away = waitsForNetwork && AWAY.contains(failure.code());
        if (!away) {
            awaySince = null;
        }
        Duration asked = network.pauses().left(location);
        if (failure.code().equals(DownloadErrors.RATE_LIMITED) && !asked.isZero()) {
            return new Rest(asked, "trying again in %d s".formatted(asked.toSeconds()), false);
        }
        if (away) {
            return new Rest(growing(), "waiting for the network since " + TIME_OF_DAY.format(since()), true);
        }
        if (CROWDED.contains(failure.code()) && network.crowds().isServing(location)) {
            return new Rest(growing(), "trying again while it serves others of ours", true);
        }
        uncounted = 0;
        return patience.rest(bytes)
                .map(length -> counted(asked.compareTo(length) > 0 ? asked : length))
                .orElse(null);
    }

    private Rest counted(Duration length) {
        return new Rest(
                length,
                "trying again in %d s (%d of %d)".formatted(length.toSeconds(), patience.tried(), patience.most()),
                false);
    }

    private Duration growing() {
        return FIRST_UNCOUNTED.multipliedBy(1L << Math.min(uncounted++, MOST_DOUBLINGS));
    }

    /** As a clock on the wall shows it. */
    private ZonedDateTime since() {
        if (awaySince == null) {
            awaySince = Instant.ofEpochMilli(network.scheduler().now(TimeUnit.MILLISECONDS));
        }
        return awaySince.atZone(ZoneId.systemDefault());
    }

    /** What goes on for hours is no news each minute. */
    private void tell(Throwable failure, Rest rest, Consumer<String> listener) {
        if (!rest.goesOn() || !rest.why().equals(lastWhy)) {
            lastWhy = rest.why();
            listener.accept("%s; %s".formatted(failure.getMessage(), rest.why()));
        }
    }
}
