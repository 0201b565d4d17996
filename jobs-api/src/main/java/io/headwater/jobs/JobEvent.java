package io.headwater.jobs;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job. Lifecycle events are stored with the change that they tell of and numbered in the
 * order in which the changes were committed; {@link JobProgressed} and {@link JobLogged} are live only and have no number.
 */
public sealed interface JobEvent {
    /** What every event says. */
    Stamp stamp();

    /** What happened. */
    Kind kind();

    <R> R match(Cases<R> cases);

    default JobId job() {
        return stamp().job();
    }

    /** The number to give to {@link Jobs#events(EventFilter, long)} in order to go on after this event; 0 when live only. */
    default long seq() {
        return stamp().seq();
    }

    default Instant at() {
        return stamp().at();
    }

    /**
     * What every event says.
     *
     * @param seq its number; 0 for a live event
     * @param job whose event it is
     * @param root the top of that job's tree
     * @param type the job's type
     */
    record Stamp(long seq, Instant at, JobId job, JobId root, String type) {}

    /** The names of events, for filters and for storage. */
    enum Kind {
        SCHEDULED,
        QUEUED,
        STARTED,
        WAITING,
        RETRYING,
        STOPPING,
        PAUSED,
        RESUMED,
        COMPLETED,
        FAILED,
        CANCELLED,
        QUARANTINED,
        PROGRESSED,
        LOGGED;

        /** Such as {@code JobStarted}: what other programs read. */
        public String eventName() {
            return "Job" + name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
        }

        /** Whether it is kept in the event log. */
        public boolean isLifecycle() {
            return this != PROGRESSED && this != LOGGED;
        }
    }

    /** Why a job may start now. */
    enum Cause {
        DISPATCH,
        DUE,
        /** All that it waited for has ended. */
        WOKEN,
        /** The engine closed while it ran. */
        SHUTDOWN,
        /** The process ended while it ran. */
        CRASH,
        /** It was in quarantine and can be read again. */
        RELEASED,
        RETRY
    }

    /**
     * An end that the handler did not bring about itself: it ignored all requests, and this was still open.
     *
     * @param open the names of the calls that had not returned
     */
    record Forced(List<String> open) {
        public Forced {
            open = List.copyOf(open);
        }
    }

    /** One answer per kind: a new kind does not compile until every question asked of events covers it. */
    interface Cases<R> {
        R scheduled(JobScheduled event);

        R queued(JobQueued event);

        R started(JobStarted event);

        R waiting(JobWaiting event);

        R retrying(JobRetrying event);

        R stopping(JobStopping event);

        R paused(JobPaused event);

        R resumed(JobResumed event);

        R completed(JobCompleted event);

        R failed(JobFailed event);

        R cancelled(JobCancelled event);

        R quarantined(JobQuarantined event);

        R progressed(JobProgressed event);

        R logged(JobLogged event);
    }

    /** It will start at {@code dueAt}. */
    record JobScheduled(Stamp stamp, Instant dueAt) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.SCHEDULED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.scheduled(this);
        }
    }

    /** It may start as soon as a slot is free. */
    record JobQueued(Stamp stamp, Cause cause) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.QUEUED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.queued(this);
        }
    }

    /**
     * It has a slot, and its handler runs or goes on.
     *
     * @param attempt how often it was tried, from 1 on
     * @param entry how often this attempt was started or went on, from 1 on
     */
    record JobStarted(Stamp stamp, int attempt, int entry) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.STARTED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.started(this);
        }
    }

    /** It gave its slot back and waits for these jobs to end. */
    record JobWaiting(Stamp stamp, List<JobId> on) implements JobEvent {
        public JobWaiting {
            on = List.copyOf(on);
        }

        @Override
        public Kind kind() {
            return Kind.WAITING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.waiting(this);
        }
    }

    /** An attempt failed; the next one starts at {@code retryAt}. */
    record JobRetrying(Stamp stamp, JobError error, Instant retryAt) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.RETRYING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.retrying(this);
        }
    }

    /** It was asked to stop and has not yet. */
    record JobStopping(Stamp stamp, StopReason reason) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.STOPPING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.stopping(this);
        }
    }

    /** Nothing of it runs any more, until somebody resumes it. */
    record JobPaused(Stamp stamp, @Nullable Forced forced) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.PAUSED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.paused(this);
        }
    }

    /** It goes on from where it was paused. */
    record JobResumed(Stamp stamp, JobState to) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.RESUMED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.resumed(this);
        }
    }

    /**
     * It is done.
     *
     * @param result as JSON; null when it results in nothing
     */
    record JobCompleted(Stamp stamp, @Nullable String result) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.COMPLETED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.completed(this);
        }
    }

    /** It failed and will not be tried again by itself. */
    record JobFailed(Stamp stamp, JobError error, @Nullable Forced forced) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.FAILED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failed(this);
        }
    }

    /** Somebody cancelled it. */
    record JobCancelled(
            Stamp stamp, String reason, @Nullable Forced forced) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.CANCELLED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cancelled(this);
        }
    }

    /** It cannot be read or has no handler; it is kept until that changes. */
    record JobQuarantined(Stamp stamp, JobError reason) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.QUARANTINED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.quarantined(this);
        }
    }

    /** How far it is. Only the newest of what a slow subscriber missed is delivered. */
    record JobProgressed(Stamp stamp, Progress progress) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.PROGRESSED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.progressed(this);
        }
    }

    /**
     * Its handler, or the engine about it, had something to say. It stands among the stored events where it was said: before
     * the job's end, for instance.
     */
    record JobLogged(Stamp stamp, LogLevel level, String message) implements JobEvent {
        @Override
        public Kind kind() {
            return Kind.LOGGED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.logged(this);
        }
    }
}
