package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUARANTINED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands according to its events alone: the table of states, read from the left to the right. An event that
 * the table does not have in this place fails the test.
 *
 * @param state null before the first event
 * @param entry how often this attempt was started
 */
record Standing(@Nullable JobState state, @Nullable StopReason stopping, int attempt, int entry) {
    private static final Set<JobState> LIVE = EnumSet.of(SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED);

    static Standing after(List<JobEvent> events) {
        var standing = new Standing(null, null, 1, 0);
        for (JobEvent event : events) {
            standing = event.match(standing.new Next());
        }
        return standing;
    }

    private Standing in(JobState next) {
        return new Standing(next, null, attempt, entry);
    }

    /** What an event makes of this standing. */
    private final class Next implements JobEvent.Cases<Standing> {
        /** A handler may be in memory: it runs, or it waits, or it was just woken. */
        private Standing from(JobEvent event, JobState... legal) {
            if (state == null || !List.of(legal).contains(state)) {
                throw outOfPlace(event);
            }
            return Standing.this;
        }

        private AssertionError outOfPlace(JobEvent event) {
            return new AssertionError("%s does not follow %s".formatted(event, Standing.this));
        }

        private void legal(JobEvent event, boolean isLegal) {
            if (!isLegal) {
                throw outOfPlace(event);
            }
        }

        @Override
        public Standing scheduled(JobEvent.JobScheduled event) {
            legal(event, state == null || state == SCHEDULED && attempt == 1);
            return in(SCHEDULED);
        }

        @Override
        public Standing queued(JobEvent.JobQueued event) {
            switch (event.cause()) {
                case DISPATCH -> legal(event, state == null);
                case DUE -> from(event, SCHEDULED);
                case WOKEN -> from(event, WAITING);
                case SHUTDOWN, CRASH -> from(event, RUNNING);
                case RELEASED -> from(event, QUARANTINED);
                case RETRY -> {
                    from(event, FAILED, CANCELLED);
                    return new Standing(QUEUED, null, attempt + 1, 0);
                }
            }
            legal(event, stopping == null);
            return in(QUEUED);
        }

        @Override
        public Standing started(JobEvent.JobStarted event) {
            from(event, QUEUED);
            legal(event, stopping == null && event.attempt() == attempt && event.entry() == entry + 1);
            return new Standing(RUNNING, null, attempt, entry + 1);
        }

        @Override
        public Standing waiting(JobEvent.JobWaiting event) {
            from(event, RUNNING, WAITING);
            return new Standing(WAITING, stopping, attempt, entry);
        }

        @Override
        public Standing retrying(JobEvent.JobRetrying event) {
            from(event, RUNNING, WAITING);
            legal(event, stopping == null && event.error().attempt() == attempt);
            return new Standing(SCHEDULED, null, attempt + 1, 0);
        }

        @Override
        public Standing stopping(JobEvent.JobStopping event) {
            // QUEUED: woken, with its handler still in memory.
            from(event, RUNNING, WAITING, QUEUED);
            switch (event.reason()) {
                case PAUSE -> legal(event, stopping == null);
                case CANCEL -> legal(event, stopping != StopReason.CANCEL);
                case TIMEOUT -> legal(event, stopping == null || stopping == StopReason.PAUSE);
                case SHUTDOWN -> throw outOfPlace(event);
            }
            return new Standing(state, event.reason(), attempt, entry);
        }

        @Override
        public Standing paused(JobEvent.JobPaused event) {
            from(event, SCHEDULED, QUEUED, RUNNING, WAITING);
            legal(event, stopping == StopReason.PAUSE || stopping == null && state != RUNNING);
            return in(PAUSED);
        }

        @Override
        public Standing resumed(JobEvent.JobResumed event) {
            from(event, PAUSED);
            legal(event, Set.of(SCHEDULED, WAITING, QUEUED).contains(event.to()));
            return in(event.to());
        }

        @Override
        public Standing completed(JobEvent.JobCompleted event) {
            from(event, RUNNING, WAITING, QUEUED);
            return in(COMPLETED);
        }

        @Override
        public Standing failed(JobEvent.JobFailed event) {
            from(event, RUNNING, WAITING, QUEUED);
            legal(event, stopping == null || stopping == StopReason.TIMEOUT);
            return in(FAILED);
        }

        @Override
        public Standing cancelled(JobEvent.JobCancelled event) {
            from(event, SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED, QUARANTINED);
            legal(event, stopping == StopReason.CANCEL || stopping == null && state != RUNNING);
            return in(CANCELLED);
        }

        @Override
        public Standing quarantined(JobEvent.JobQuarantined event) {
            legal(event, LIVE.contains(Objects.requireNonNull(state)));
            return in(QUARANTINED);
        }

        @Override
        public Standing progressed(JobEvent.JobProgressed event) {
            throw outOfPlace(event);
        }

        @Override
        public Standing logged(JobEvent.JobLogged event) {
            throw outOfPlace(event);
        }
    }
}
