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
 * @param awaited somebody waits for it, or did
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
        boolean awaited) {

    static Standing scheduled(long dueAt) {
        var draft = new Draft(fresh());
        draft.state = JobState.SCHEDULED;
        draft.dueAt = dueAt;
        return draft.standing();
    }

    private static final Standing FRESH =
            new Standing(JobState.QUEUED, null, false, null, 1, 0, 0, 0, 0, false, null, null, 0, null, null, false);

    static Standing fresh() {
        return FRESH;
    }

    /** Whether it was never started in any attempt. */
    public boolean isUntouched() {
        return attempt == 1 && entry == 0;
    }

    public boolean hasHandlerInMemory() {
        return token != 0;
    }

    /** Whether nothing can ever have been stored for it: no step, no checkpoint. */
    public boolean leavesNothing() {
        return attempt == 1 && entry == 1 && !stored;
    }

    /** Back to the queue, with or without its handler. */
    public Standing queued(long keptToken) {
        var draft = new Draft(this);
        draft.rest(JobState.QUEUED, null);
        draft.token = keptToken;
        draft.dueAt = null;
        return draft.standing();
    }

    public Standing dueAt(long moment) {
        var draft = new Draft(this);
        draft.dueAt = moment;
        return draft.standing();
    }

    /** On a slot, with a handler that goes on or a new one. */
    public Standing running(long withToken, long now) {
        var draft = new Draft(this);
        draft.rest(JobState.RUNNING, null);
        draft.entry++;
        draft.stored = token == withToken && stored;
        draft.token = withToken;
        draft.dueAt = null;
        draft.startedAt = startedAt == null ? (Long) now : startedAt;
        return draft.standing();
    }

    public Standing waiting() {
        var draft = new Draft(this);
        draft.state = JobState.WAITING;
        draft.crashes = 0;
        draft.stored = true;
        draft.dueAt = null;
        return draft.standing();
    }

    /** Something was stored: whatever happens now, the job has got further. */
    public Standing withSomethingStored() {
        var draft = new Draft(this);
        draft.crashes = 0;
        draft.stored = true;
        return draft.standing();
    }

    public Standing stopping(StopReason why, @Nullable String words, @Nullable Long by) {
        var draft = new Draft(this);
        draft.stopping = why;
        draft.resuming = false;
        draft.reason = words;
        draft.pausedBy = by;
        return draft.standing();
    }

    /** Stopping for a pause, to go on, or not, once the handler has ended. */
    public Standing resuming(boolean again) {
        var draft = new Draft(this);
        draft.resuming = again;
        return draft.standing();
    }

    /** Keeps the due time: a job that is paused before its time is resumed into it. */
    public Standing paused(@Nullable Long by) {
        var draft = new Draft(this);
        draft.rest(JobState.PAUSED, by);
        draft.token = 0;
        return draft.standing();
    }

    public Standing resumedTo(JobState to) {
        var draft = new Draft(this);
        draft.rest(to, null);
        draft.token = 0;
        draft.dueAt = to == JobState.SCHEDULED ? dueAt : null;
        return draft.standing();
    }

    /** The handler failed and the retry policy lets it try again. */
    public Standing retrying(long at) {
        var draft = new Draft(this);
        draft.rest(JobState.SCHEDULED, null);
        draft.beginAttempt(retries + 1);
        draft.dueAt = at;
        return draft.standing();
    }

    /** Somebody tries it again: a new attempt with all its retries. */
    public Standing retried() {
        var draft = new Draft(this);
        draft.rest(JobState.QUEUED, null);
        draft.beginAttempt(0);
        draft.dueAt = null;
        return draft.standing();
    }

    public Standing ended(JobState how, long at) {
        var draft = new Draft(this);
        draft.rest(how, null);
        draft.token = 0;
        draft.dueAt = null;
        draft.endedAt = at;
        return draft.standing();
    }

    public Standing quarantined() {
        var draft = new Draft(this);
        draft.rest(JobState.QUARANTINED, null);
        draft.token = 0;
        return draft.standing();
    }

    /** The process ended under it. */
    public Standing crashed(boolean counts) {
        var draft = new Draft(this);
        draft.rest(JobState.QUEUED, null);
        draft.token = 0;
        draft.crashes = counts ? crashes + 1 : 0;
        draft.stored = false;
        draft.dueAt = null;
        return draft.standing();
    }

    public Standing withoutHandler() {
        var draft = new Draft(this);
        draft.token = 0;
        return draft.standing();
    }

    public Standing withActive(long millis) {
        if (millis == activeMillis) {
            return this;
        }
        var draft = new Draft(this);
        draft.activeMillis = millis;
        return draft.standing();
    }

    public Standing withSomebodyWaiting() {
        var draft = new Draft(this);
        draft.awaited = true;
        return draft.standing();
    }

    /** What a move changes, before it is a standing again. */
    private static final class Draft {
        private JobState state;
        private @Nullable StopReason stopping;
        private boolean resuming;
        private @Nullable String reason;
        private int attempt;
        private int entry;
        private long token;
        private int retries;
        private int crashes;
        private boolean stored;
        private @Nullable Long pausedBy;
        private @Nullable Long dueAt;
        private long activeMillis;
        private @Nullable Long startedAt;
        private @Nullable Long endedAt;
        private boolean awaited;

        Draft(Standing from) {
            state = from.state;
            stopping = from.stopping;
            resuming = from.resuming;
            reason = from.reason;
            attempt = from.attempt;
            entry = from.entry;
            token = from.token;
            retries = from.retries;
            crashes = from.crashes;
            stored = from.stored;
            pausedBy = from.pausedBy;
            dueAt = from.dueAt;
            activeMillis = from.activeMillis;
            startedAt = from.startedAt;
            endedAt = from.endedAt;
            awaited = from.awaited;
        }

        /** In another state, with nothing left of being asked to stop, nor of an earlier end. */
        void rest(JobState in, @Nullable Long by) {
            state = in;
            stopping = null;
            resuming = false;
            reason = null;
            pausedBy = by;
            endedAt = null;
        }

        void beginAttempt(int retriesUsed) {
            attempt++;
            entry = 0;
            token = 0;
            retries = retriesUsed;
            crashes = 0;
            stored = false;
            activeMillis = 0;
        }

        Standing standing() {
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
                    dueAt,
                    activeMillis,
                    startedAt,
                    endedAt,
                    awaited);
        }
    }
}
