package io.headwater.models.download;

import java.time.Duration;
import reactor.netty.resources.ConnectionProvider;

/**
 * The connections that a process keeps for the next question. Those that were looked at when they were made, for where they
 * lead, and those that were not are never mixed.
 */
final class Connections {
    /** Shorter than most servers keep theirs: who closes first is not surprised. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

    /** To one server; who may ask how much at once is decided by those who ask. */
    private static final int ENOUGH = 1_000;

    static final ConnectionProvider FREE = kept("headwater-free");
    static final ConnectionProvider GUARDED = kept("headwater-guarded");

    private Connections() {}

    private static ConnectionProvider kept(String name) {
        return ConnectionProvider.builder(name)
                .maxConnections(ENOUGH)
                .maxIdleTime(LONGEST_IDLE)
                .evictInBackground(LONGEST_IDLE)
                .lifo()
                .build();
    }
}
