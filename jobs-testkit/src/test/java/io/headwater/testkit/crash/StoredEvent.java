package io.headwater.testkit.crash;

import io.headwater.jobs.JobEvent;
import org.jspecify.annotations.Nullable;

/** A row of the event table. */
record StoredEvent(
        long seq,
        long job,
        JobEvent.Kind kind,
        @Nullable Long detail,
        @Nullable String data) {
    long number() {
        if (detail == null) {
            throw new AssertionError("an event without its detail: " + this);
        }
        return detail;
    }

    boolean isEnd() {
        return switch (kind) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case SCHEDULED,
                    QUEUED,
                    STARTED,
                    WAITING,
                    RETRYING,
                    STOPPING,
                    PAUSED,
                    RESUMED,
                    QUARANTINED,
                    PROGRESSED,
                    LOGGED -> false;
        };
    }
}
