package io.headwater.core.journal;

import io.headwater.jobs.JobEvent;
import org.jspecify.annotations.Nullable;

/**
 * A stored event.
 *
 * @param root of the job
 * @param type of the job
 * @param detail what fits a number: a cause, a reason, a state, a time
 * @param data what does not, as JSON
 */
public record EventRow(
        long seq,
        long job,
        long root,
        String type,
        long at,
        JobEvent.Kind kind,
        @Nullable Long detail,
        @Nullable String data) {

    /** Whether the job was queued by that event and started with the next number. */
    boolean isStartOf(EventRow queued) {
        return kind == JobEvent.Kind.STARTED
                && queued.kind == JobEvent.Kind.QUEUED
                && job == queued.job
                && seq == queued.seq + 1;
    }
}
