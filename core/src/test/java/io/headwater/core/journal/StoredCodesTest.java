package io.headwater.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.StopReason;
import org.junit.jupiter.api.Test;

/** The store holds the places of these names: a name may be added at the end, never moved. */
class StoredCodesTest {
    @Test
    void the_codes_in_every_store_keep_their_meaning() {
        assertThat(JobState.values())
                .extracting(Enum::name)
                .containsExactly(
                        "SCHEDULED",
                        "QUEUED",
                        "RUNNING",
                        "WAITING",
                        "PAUSED",
                        "COMPLETED",
                        "FAILED",
                        "CANCELLED",
                        "QUARANTINED");
        assertThat(JobEvent.Kind.values())
                .extracting(Enum::name)
                .startsWith(
                        "SCHEDULED",
                        "QUEUED",
                        "STARTED",
                        "WAITING",
                        "RETRYING",
                        "STOPPING",
                        "PAUSED",
                        "RESUMED",
                        "COMPLETED",
                        "FAILED",
                        "CANCELLED",
                        "QUARANTINED");
        assertThat(JobEvent.Cause.values())
                .extracting(Enum::name)
                .startsWith("DISPATCH", "DUE", "WOKEN", "SHUTDOWN", "CRASH", "RELEASED", "RETRY");
        assertThat(StopReason.values()).extracting(Enum::name).startsWith("PAUSE", "CANCEL", "SHUTDOWN", "TIMEOUT");
        assertThat(LogLevel.values()).extracting(Enum::name).startsWith("DEBUG", "INFO", "WARN", "ERROR");
        assertThat(Lane.Stage.values()).extracting(Enum::name).startsWith("FRESH", "BEGUN", "GOING_ON");
    }
}
