package io.headwater.models.download;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** How often a transfer tries again, and how long it rests in between. Bytes that arrive restore it. */
final class Patience {
    private static final Duration FIRST_REST = Duration.ofSeconds(2);
    private static final int MOST_DOUBLINGS = 5;
    private static final double LARGEST_JITTER = 0.2;

    private final int most;
    private final DoubleSupplier jitter;
    private int tried;
    private long bytesBefore;

    /**
     * @param most how often in a row without a byte
     * @param jitter from 0 to 1; so that those who failed together do not come back together
     * @param bytes how many there are to begin with
     */
    Patience(int most, DoubleSupplier jitter, long bytes) {
        this.most = most;
        this.jitter = jitter;
        this.bytesBefore = bytes;
    }

    /** How long to rest before the next try; empty when there is to be none. */
    Optional<Duration> rest(long bytes) {
        if (bytes > bytesBefore) {
            tried = 0;
        }
        // It may be less than before: then it has started over, and what arrives from there on has arrived.
        bytesBefore = bytes;
        if (tried == most) {
            return Optional.empty();
        }
        long millis = FIRST_REST.toMillis() << Math.min(tried, MOST_DOUBLINGS);
        tried++;
        return Optional.of(Duration.ofMillis(Math.round(millis * (1 + LARGEST_JITTER * jitter.getAsDouble()))));
    }

    int tried() {
        return tried;
    }

    int most() {
        return most;
    }
}
