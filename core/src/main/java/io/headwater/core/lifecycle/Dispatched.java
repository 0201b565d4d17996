package io.headwater.core.lifecycle;

import io.headwater.core.journal.JobRow;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatch came to.
 *
 * @param job the new job, or the one that was joined; null when the key's holder is about to end and must do so first
 * @param joined whether the job was there already
 * @param dying the holder that must end first; 0 when there is none
 */
public record Dispatched(@Nullable JobRow job, boolean joined, long dying) {
    static Dispatched fresh(JobRow job) {
        return new Dispatched(job, false, 0);
    }

    static Dispatched joined(JobRow job) {
        return new Dispatched(job, true, 0);
    }

    static Dispatched after(long dying) {
        return new Dispatched(null, false, dying);
    }
}
