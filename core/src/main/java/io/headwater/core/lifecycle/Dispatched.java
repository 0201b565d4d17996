package io.headwater.core.lifecycle;

import io.headwater.core.journal.JobRow;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatch came to.
 *
 * @param id of the new job, or of the one that was joined; 0 when the key's holder is about to end and must do so first
 * @param job as it is stored; null where it was not looked at
 * @param joined whether the job was there already
 * @param dying the holder that must end first; 0 when there is none
 */
public record Dispatched(long id, @Nullable JobRow job, boolean joined, long dying) {
    static Dispatched fresh(JobRow job) {
        return new Dispatched(job.id(), job, false, 0);
    }

    static Dispatched joined(JobRow job) {
        return new Dispatched(job.id(), job, true, 0);
    }

    /** The same request was answered before. */
    static Dispatched before(long id) {
        return new Dispatched(id, null, true, 0);
    }

    static Dispatched after(long dying) {
        return new Dispatched(0, null, false, dying);
    }

    /** Whether it is to be asked for again when another job has ended. */
    public boolean mustWait() {
        return dying != 0;
    }
}
