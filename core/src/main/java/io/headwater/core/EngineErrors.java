package io.headwater.core;

import static io.headwater.jobs.ErrorCode.CANCELLED;
import static io.headwater.jobs.ErrorCode.INPUT;
import static io.headwater.jobs.ErrorCode.INTERRUPTED;
import static io.headwater.jobs.ErrorCode.NOT_FOUND;
import static io.headwater.jobs.ErrorCode.PRUNED;
import static io.headwater.jobs.ErrorCode.QUARANTINED;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import java.util.Set;

/** What hosts are told. */
final class EngineErrors {
    private EngineErrors() {}

    static JobException unknownQueue(String queue, Set<String> known) {
        return new JobException.Invalid(
                INPUT,
                "There is no queue \"%s\".".formatted(queue),
                "Add it when the engine is built, or use one of: %s.".formatted(String.join(", ", known)));
    }

    static JobException noSlots(String queue, int slots) {
        return new JobException.Invalid(
                INPUT,
                "Queue \"%s\" cannot have %d slots.".formatted(queue, slots),
                "Give it one at least, or pause it where none of its jobs may start.");
    }

    static JobException requestKeyInHandler(String key) {
        return new JobException.Invalid(
                INPUT,
                "A handler's dispatch has no request key, this one has \"%s\".".formatted(key),
                "Give it a name instead: the engine remembers what a handler dispatched under it.");
    }

    static JobException notFound(JobId id) {
        return new JobException.NotFound(
                NOT_FOUND, "There is no job %s.".formatted(id), "List the jobs to see which there are.");
    }

    static JobException pruned(JobId id) {
        return new JobException.NotFound(
                PRUNED,
                "Job %s has been removed from the history.".formatted(id),
                "Keep more history, or ask for results sooner.");
    }

    static JobException cancelled(JobId id, String reason) {
        return new JobException.Execution(
                CANCELLED,
                false,
                "Job %s was cancelled%s".formatted(id, reason.isEmpty() ? "." : ": " + reason),
                "Retry it to start it again.",
                null);
    }

    static JobException quarantined(JobId id, JobError reason) {
        return new JobException.Conflict(
                QUARANTINED, "Job %s is in quarantine: %s".formatted(id, reason.message()), reason.hint());
    }

    static JobException closedMeanwhile() {
        return new JobException.Conflict(
                INTERRUPTED,
                "The engine was closed before the job ended.",
                "The job goes on when an engine is started on the same database; ask for its result there.");
    }
}
