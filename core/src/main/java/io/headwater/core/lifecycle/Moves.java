package io.headwater.core.lifecycle;

import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Standing;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;

/** The moves that all triggers share: a state and everything that is told of it change together. */
final class Moves {
    private final LiveJobs live;
    private final Lending lending;

    Moves(LiveJobs live) {
        this.live = live;
        lending = new Lending(live);
    }

    Lending lending() {
        return lending;
    }

    /** The state and everything that is told of it move together; a slot is given back where one was held. */
    JobRow move(Ledger ledger, JobRow job, Standing to, boolean frees) {
        if (!ledger.jobs().move(job, to)) {
            throw new IllegalStateException("%s moved on its own, to %s".formatted(job, to.state()));
        }
        boolean leavesSlot = job.standing().state() == JobState.RUNNING && to.state() != JobState.RUNNING;
        if (leavesSlot && frees) {
            live.slotFreed(job.id(), job.queue());
        }
        return job.with(to);
    }

    JobRow move(Ledger ledger, JobRow job, Standing to) {
        return move(ledger, job, to, true);
    }

    JobRow queue(Ledger ledger, JobRow job, Cause cause, long token) {
        JobRow queued = move(ledger, job, job.standing().queued(token));
        ledger.record(queued, Kind.QUEUED, cause(cause), null);
        if (cause != Cause.SHUTDOWN) {
            live.ready(queued);
            lending.queued(ledger, queued);
        }
        return queued;
    }

    static Long cause(Cause cause) {
        return (long) cause.ordinal();
    }

    JobRow withActive(JobRow job) {
        return job.with(job.standing().withActive(live.activeMillis(job)));
    }

    void noteStored(Ledger ledger, JobRow job) {
        if (!job.standing().stored() || job.standing().crashes() > 0) {
            move(ledger, job, job.standing().withSomethingStored());
        }
    }

    static JobRow find(Ledger ledger, long id) {
        return ledger.jobs()
                .find(id)
                .orElseThrow(
                        () -> ledger.mayHaveExisted(id) ? LifecycleErrors.pruned(id) : LifecycleErrors.notFound(id));
    }

    /** A job that has ended is to live again, or is needed again: that is too late when it is on its way out already. */
    static void keep(Ledger ledger, JobRow ended) {
        if (ledger.history().isGoing(ended)) {
            throw LifecycleErrors.pruned(ended.id());
        }
        ledger.history().touch(ended.root());
    }

    /** The same, for what must not begin once the job was asked to stop. */
    static JobRow owned(Ledger ledger, long id, long token) {
        JobRow job = ledger.jobs()
                .find(id)
                .filter(row -> row.standing().token() == token)
                .orElseThrow(() -> LifecycleErrors.givenUp(id));
        StopReason stopping = job.standing().stopping();
        if (stopping != null) {
            throw new JobInterrupted(stopping);
        }
        return job;
    }

    static JobRow busy(Ledger ledger, long id, long token) {
        JobRow job = owned(ledger, id, token);
        if (job.standing().state() != JobState.RUNNING) {
            throw LifecycleErrors.waiting(id);
        }
        return job;
    }

    /** The job, for a handler that may not have been replaced by another. */
    static JobRow writable(Ledger ledger, long id, long token) {
        JobRow job = ledger.jobs()
                .find(id)
                .filter(row -> row.standing().token() == token)
                .orElseThrow(() -> LifecycleErrors.givenUp(id));
        if (job.standing().state() != JobState.RUNNING) {
            throw LifecycleErrors.waiting(id);
        }
        return job;
    }

    static void beginNewAttempt(Ledger ledger, JobRow job) {
        ledger.history().release(job.id());
        ledger.edges().forgetFailures(job.id());
        ledger.steps().forgetFailures(job.id());
    }
}
