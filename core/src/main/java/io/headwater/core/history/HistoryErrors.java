package io.headwater.core.history;

import static io.headwater.jobs.ErrorCode.ILLEGAL_STATE;
import static io.headwater.jobs.ErrorCode.NOT_FOUND;

import io.headwater.core.journal.JobRow;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;

/** Why a job cannot be removed. */
final class HistoryErrors {
    private HistoryErrors() {}

    static JobException notFound(long job) {
        return new JobException.NotFound(
                NOT_FOUND, "There is no job %s.".formatted(new JobId(job)), "List the jobs to see which there are.");
    }

    static JobException live(long job, JobRow live) {
        String what = job == live.id() ? "it" : "job %s below it".formatted(new JobId(live.id()));
        return new JobException.Conflict(
                ILLEGAL_STATE,
                "Job %s cannot be removed: %s has not ended, it is %s."
                        .formatted(new JobId(job), what, live.standing().state()),
                "Cancel it first.");
    }

    static JobException needed(long job, long waiter) {
        return new JobException.Conflict(
                ILLEGAL_STATE,
                "Job %s cannot be removed: job %s, which has not ended, needs it."
                        .formatted(new JobId(job), new JobId(waiter)),
                "Remove it when that has ended, or cancel that first.");
    }
}
