package io.headwater.core.lifecycle;

import java.util.Map;

/**
 * What a request to wait came to.
 *
 * @param kind what the waiter does now
 * @param outcomes by identity, when all are there
 * @param dying the job that must end before the request is made again
 */
public record Waited(Kind kind, Map<String, Start.Outcome> outcomes, long dying) {
    /** What the waiter does now. */
    public enum Kind {
        /** It goes on: everything has ended already. */
        READY,
        /** It rests until everything has ended. */
        PENDING,
        /** It was woken just now: it asks again once it has started. */
        ASK_WHEN_STARTED,
        /** It asks again when another job has ended. */
        ASK_AFTER_END
    }

    static Waited pending() {
        return new Waited(Kind.PENDING, Map.of(), 0);
    }

    static Waited ready(Map<String, Start.Outcome> outcomes) {
        return new Waited(Kind.READY, outcomes, 0);
    }

    static Waited whenStarted() {
        return new Waited(Kind.ASK_WHEN_STARTED, Map.of(), 0);
    }

    static Waited after(long dying) {
        return new Waited(Kind.ASK_AFTER_END, Map.of(), dying);
    }
}
