package io.headwater.core.journal;

import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a stored job. Every change of state is one of the moves below, each a plain function of where the
 * job stood.
 *
 * @param stopping what its handler was asked to do, while it has not ended
 * @param resuming it was resumed again while stopping for a pause
 * @param reason why it is being cancelled
 * @param attempt from 1 on
 * @param entry how often this attempt was started or went on; 0 before the first time
 * @param token of the handler in memory; 0 when there is none
 * @param retries how many the retry policy has used up
 * @param crashes how often in a row the process ended with nothing stored
 * @param stored whether something was stored since this run began
 * @param pausedBy the job whose pause stopped this one
 * @param dueAt when it may start, or start again
 * @param activeMillis of this attempt, as far as a timeout counts
 * @param endSeq the event that tells how it ended, or why it is in quarantine
 */
public record Standing(
        JobState state,
        @Nullable StopReason stopping,
        boolean resuming,
        @Nullable String reason,
        int attempt,
        int entry,
        long token,
        int retries,
        int crashes,
        boolean stored,
        @Nullable Long pausedBy,
        @Nullable Long dueAt,
        long activeMillis,
        @Nullable Long startedAt,
        @Nullable Long endedAt,
        @Nullable Long endSeq) {

    static Standing scheduled(long dueAt) {
        return new Standing(
                JobState.SCHEDULED, null, false, null, 1, 0, 0, 0, 0, false, null, dueAt, 0, null, null, null);
    }

    static Standing fresh() {
        return new Standing(JobState.QUEUED, null, false, null, 1, 0, 0, 0, 0, false, null, null, 0, null, null, null);
    }

    /** Whether it was never started in any attempt. */
    public boolean isUntouched() {
        return attempt == 1 && entry == 0;
    }

    public boolean hasHandlerInMemory() {
        return token != 0;
    }

    /** Back to the queue, with or without its handler. */
    public Standing queued(long keptToken) {
        return new Standing(
                JobState.QUEUED,
                null,
                false,
                null,
                attempt,
                entry,
                keptToken,
                retries,
                crashes,
                stored,
                null,
                null,
                activeMillis,
                startedAt,
                null,
                null);
    }

    public Standing dueAt(long moment) {
        return new Standing(
                state,
                stopping,
                resuming,
                reason,
                attempt,
                entry,
                token,
                retries,
                crashes,
                stored,
                pausedBy,
                moment,
                activeMillis,
                startedAt,
                endedAt,
                endSeq);
    }

    /** On a slot, with a handler that goes on or a new one. */
    public Standing running(long withToken, long now) {
        boolean sameHandler = token == withToken;
        return new Standing(
                JobState.RUNNING,
                null,
                false,
                null,
                attempt,
                entry + 1,
                withToken,
                retries,
                crashes,
                sameHandler && stored,
                null,
                null,
                activeMillis,
                startedAt == null ? (Long) now : startedAt,
                null,
                null);
    }

    public Standing waiting() {
        return new Standing(
                JobState.WAITING,
                stopping,
                resuming,
                reason,
                attempt,
                entry,
                token,
                retries,
                0,
                true,
                pausedBy,
                null,
                activeMillis,
                startedAt,
                null,
                null);
    }

    /** Something was stored: whatever happens now, the job has got further. */
    public Standing withSomethingStored() {
        return new Standing(
                state,
                stopping,
                resuming,
                reason,
                attempt,
                entry,
                token,
                retries,
                0,
                true,
                pausedBy,
                dueAt,
                activeMillis,
                startedAt,
                endedAt,
                endSeq);
    }

    public Standing stopping(StopReason why, @Nullable String words, @Nullable Long by) {
        return new Standing(
                state,
                why,
                false,
                words,
                attempt,
                entry,
                token,
                retries,
                crashes,
                stored,
                by,
                dueAt,
                activeMillis,
                startedAt,
                endedAt,
                endSeq);
    }

    /** Stopping for a pause, to go on, or not, once the handler has ended. */
    public Standing resuming(boolean again) {
        return new Standing(
                state,
                stopping,
                again,
                reason,
                attempt,
                entry,
                token,
                retries,
                crashes,
                stored,
                pausedBy,
                dueAt,
                activeMillis,
                startedAt,
                endedAt,
                endSeq);
    }

    /** Keeps the due time: a job that is paused before its time is resumed into it. */
    public Standing paused(@Nullable Long by) {
        return new Standing(
                JobState.PAUSED,
                null,
                false,
                null,
                attempt,
                entry,
                0,
                retries,
                crashes,
                stored,
                by,
                dueAt,
                activeMillis,
                startedAt,
                null,
                null);
    }

    public Standing resumedTo(JobState to) {
        return new Standing(
                to,
                null,
                false,
                null,
                attempt,
                entry,
                0,
                retries,
                crashes,
                stored,
                null,
                to == JobState.SCHEDULED ? dueAt : null,
                activeMillis,
                startedAt,
                null,
                null);
    }

    /** The handler failed and the retry policy lets it try again. */
    public Standing retrying(long at) {
        return new Standing(
                JobState.SCHEDULED,
                null,
                false,
                null,
                attempt + 1,
                0,
                0,
                retries + 1,
                0,
                false,
                null,
                at,
                0,
                startedAt,
                null,
                null);
    }

    /** Somebody tries it again: a new attempt with all its retries. */
    public Standing retried() {
        return new Standing(
                JobState.QUEUED,
                null,
                false,
                null,
                attempt + 1,
                0,
                0,
                0,
                0,
                false,
                null,
                null,
                0,
                startedAt,
                null,
                null);
    }

    public Standing ended(JobState how, long at, long seq) {
        return new Standing(
                how,
                null,
                false,
                null,
                attempt,
                entry,
                0,
                retries,
                crashes,
                stored,
                null,
                null,
                activeMillis,
                startedAt,
                at,
                seq);
    }

    public Standing quarantined(long seq) {
        return new Standing(
                JobState.QUARANTINED,
                null,
                false,
                null,
                attempt,
                entry,
                0,
                retries,
                crashes,
                stored,
                null,
                dueAt,
                activeMillis,
                startedAt,
                null,
                seq);
    }

    /** The process ended under it. */
    public Standing crashed(boolean counts) {
        return new Standing(
                JobState.QUEUED,
                null,
                false,
                null,
                attempt,
                entry,
                0,
                retries,
                counts ? crashes + 1 : 0,
                false,
                null,
                null,
                activeMillis,
                startedAt,
                null,
                null);
    }

    public Standing withoutHandler() {
        return new Standing(
                state,
                stopping,
                resuming,
                reason,
                attempt,
                entry,
                0,
                retries,
                crashes,
                stored,
                pausedBy,
                dueAt,
                activeMillis,
                startedAt,
                endedAt,
                endSeq);
    }

    public Standing withActive(long millis) {
        return new Standing(
                state, stopping, resuming, reason, attempt, entry, token, retries, crashes, stored, pausedBy, dueAt,
                millis, startedAt, endedAt, endSeq);
    }
}
