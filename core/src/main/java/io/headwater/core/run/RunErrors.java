package io.headwater.core.run;

import static io.headwater.jobs.ErrorCode.DEPENDENCY_CANCELLED;
import static io.headwater.jobs.ErrorCode.DEPENDENCY_FAILED;
import static io.headwater.jobs.ErrorCode.ILLEGAL_STATE;
import static io.headwater.jobs.ErrorCode.INPUT;
import static io.headwater.jobs.ErrorCode.OVERLOADED;
import static io.headwater.jobs.ErrorCode.WAITING;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;

/** What handlers are told. */
final class RunErrors {
    private RunErrors() {}

    static JobException usedTwice(String identity) {
        return new JobException.Invalid(
                INPUT,
                "\"%s\" is used twice in one run of the handler, so the two could not be told apart."
                        .formatted(identity),
                "Give one of them a name of its own, with DispatchOptions.withName or the step's name.");
    }

    static JobException awaitInside(String where) {
        return new JobException.Invalid(
                ILLEGAL_STATE,
                "A handler cannot wait for another job inside %s.".formatted(where),
                "Await before or after it, in the handler's own chain.");
    }

    static JobException waiting(JobId id) {
        return new JobException.Conflict(
                WAITING,
                "Job %s waits for other jobs and holds no slot.".formatted(id),
                "Make the call before the await, or after it.");
    }

    static JobException tooManyCalls() {
        return new JobException.Overload(
                OVERLOADED, "Too many blocking calls are waiting for a thread.", "Make fewer of them at once.");
    }

    static JobException dependencyFailed(JobError error) {
        return new JobException.Dependency(
                DEPENDENCY_FAILED, "Dependency job failed: " + error.message(), error.hint(), error.toException());
    }

    static JobException dependencyCancelled(String reason) {
        return new JobException.Dependency(
                DEPENDENCY_CANCELLED,
                "Dependency job was cancelled" + (reason.isEmpty() ? "." : ": " + reason),
                "Retry this job to start the other one again.",
                null);
    }
}
