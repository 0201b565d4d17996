package io.headwater.models.download;

import io.headwater.jobs.JobException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Whether to ask a place once more that has failed, and how long to leave it in peace before. */
final class Retries {
    private final Network network;
    private final URI location;
    private final Patience patience;

    /**
     * @param most how often in a row without a byte
     * @param bytes how many there are to begin with
     */
    Retries(Network network, URI location, int most, long bytes) {
        this.network = network;
        this.location = location;
        this.patience = new Patience(most, ThreadLocalRandom.current()::nextDouble, bytes);
    }

    /** @param count which of how many it is, in brackets; empty where nobody counts */
    record Rest(JobException failure, Duration length, String count) {
        /** As people are told it. */
        @Override
        public String toString() {
            return "%s; trying again in %d s%s".formatted(failure.getMessage(), length.toSeconds(), count);
        }
    }

    /** Empty where it would be no use. */
    Optional<Rest> after(Throwable failure, long bytes) {
        if (!(failure instanceof JobException known) || !known.retryable()) {
            return Optional.empty();
        }
        Duration asked = network.pauses().left(location);
        if (!asked.isZero()) {
            // It has told when to come back: coming back then is no impatience.
            return Optional.of(new Rest(known, asked, ""));
        }
        return patience.rest(bytes)
                .map(length -> new Rest(known, length, " (%d of %d)".formatted(patience.tried(), patience.most())));
    }
}
