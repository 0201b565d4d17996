package io.headwater.core.lifecycle;

import static io.headwater.jobs.ErrorCode.CRASHED_REPEATEDLY;
import static io.headwater.jobs.ErrorCode.ILLEGAL_STATE;
import static io.headwater.jobs.ErrorCode.JOB_TIMEOUT;
import static io.headwater.jobs.ErrorCode.KEY_CONFLICT;
import static io.headwater.jobs.ErrorCode.NOT_FOUND;
import static io.headwater.jobs.ErrorCode.PRUNED;
import static io.headwater.jobs.ErrorCode.REQUEST_CONFLICT;
import static io.headwater.jobs.ErrorCode.WAITING;
import static io.headwater.jobs.ErrorCode.WAIT_CYCLE;

import io.headwater.core.journal.JobRow;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a command does not fit. */
final class LifecycleErrors {
    private LifecycleErrors() {}

    static JobException notFound(long id) {
        return new JobException.NotFound(
                NOT_FOUND, "There is no job %s.".formatted(new JobId(id)), "List the jobs to see which there are.");
    }

    static JobException pruned(long id) {
        return new JobException.NotFound(
                PRUNED,
                "Job %s has been removed from the history.".formatted(new JobId(id)),
                "Keep more history, or ask for results sooner.");
    }

    static JobException illegal(String command, JobRow job) {
        var stopping = job.standing().stopping();
        String state = job.standing().state().name() + (stopping == null ? "" : ", stopping for " + words(stopping));
        return new JobException.Conflict(
                ILLEGAL_STATE,
                "Job %s is %s, so it cannot be %s.".formatted(new JobId(job.id()), state, command),
                "Look at the job's state; it may have changed meanwhile.");
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static JobException keyConflict(JobRow holder) {
        return new JobException.Conflict(
                KEY_CONFLICT,
                "Job %s has the same unique key but other parameters.".formatted(new JobId(holder.id())),
                "Use another key for other work, or wait until that job has ended.");
    }

    static JobException requestConflict(String key, long answered) {
        return new JobException.Conflict(
                REQUEST_CONFLICT,
                "The request key \"%s\" stands for another request, which was answered with job %s."
                        .formatted(key, new JobId(answered)),
                "Send the same request again, or use a new key for a new one.");
    }

    static JobException keyTaken(JobRow job, JobRow holder) {
        return new JobException.Conflict(
                ILLEGAL_STATE,
                "Job %s cannot be retried: job %s does the same work now."
                        .formatted(new JobId(job.id()), new JobId(holder.id())),
                "Wait for that job instead.");
    }

    static JobException givenUp(long id) {
        return new JobException.Conflict(
                ILLEGAL_STATE,
                "This run of job %s has been given up; another one may be at work.".formatted(new JobId(id)),
                "End the handler: nothing that it does is stored any more.");
    }

    static JobException waiting(long id) {
        return new JobException.Conflict(
                WAITING,
                "Job %s waits for other jobs and holds no slot.".formatted(new JobId(id)),
                "Do this before the await, or after it.");
    }

    static JobException cycle(List<Long> path) {
        String names = path.stream().map(id -> new JobId(id).toString()).collect(Collectors.joining(" → "));
        return new JobException.Conflict(
                WAIT_CYCLE,
                "Waiting would never end, because these jobs wait for each other: %s.".formatted(names),
                "Let one of them dispatch without waiting.");
    }

    static JobException timeout(long millis) {
        return new JobException.Execution(
                JOB_TIMEOUT,
                false,
                "The job ran and waited for longer than its timeout of %s.".formatted(duration(millis)),
                "Allow more time, or look at its log for what took so long.",
                null);
    }

    static JobException silent(long target, long millis) {
        return new JobException.Execution(
                JOB_TIMEOUT,
                false,
                "Job %s was silent for %s.".formatted(new JobId(target), duration(millis)),
                "It goes on by itself; look at its log, or allow it more time.",
                null);
    }

    static JobException crashed(int times) {
        return new JobException.Execution(
                CRASHED_REPEATEDLY,
                false,
                "The process ended %d times while this job ran, before it had stored anything.".formatted(times),
                "Look for what ends the process (memory, native code); then retry the job.",
                null);
    }

    /** Why a job was cancelled that nobody waited for any more. */
    static String abandoned(long millis) {
        return "the last job that waited for it left, and none came within %s".formatted(duration(millis));
    }

    private static String duration(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
