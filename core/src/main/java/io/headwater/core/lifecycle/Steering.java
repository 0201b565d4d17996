package io.headwater.core.lifecycle;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.util.Optional;

/** What people ask for: pause, resume, cancel, retry; and the timeout, which asks by itself. */
public final class Steering {
    private final LiveJobs live;
    private final Faults faults;
    private final Moves moves;
    private final Ends ends;
    private final Stops stops;
    private final Restarting restarting;
    private final LastWaiters lastWaiters;

    Steering(
            LiveJobs live,
            Faults faults,
            Moves moves,
            Ends ends,
            Stops stops,
            Restarting restarting,
            LastWaiters lastWaiters) {
        this.live = live;
        this.faults = faults;
        this.moves = moves;
        this.ends = ends;
        this.stops = stops;
        this.restarting = restarting;
        this.lastWaiters = lastWaiters;
    }

    public void pause(Ledger ledger, long id) {
        JobRow job = Moves.find(ledger, id);
        if (!job.standing().state().isLive()) {
            throw LifecycleErrors.illegal("paused", job);
        }
        StopReason stopping = job.standing().stopping();
        if (stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            throw LifecycleErrors.illegal("paused", job);
        }
        if (stopping == StopReason.PAUSE) {
            if (job.standing().resuming()) {
                moves.move(ledger, job, job.standing().resuming(false));
            }
            return;
        }
        if (job.standing().state() != JobState.PAUSED) {
            pauseBelow(ledger, job, id);
        }
    }

    /** Whatever lives below is reached, also where something between them rests already. */
    private void pauseBelow(Ledger ledger, JobRow job, long by) {
        if (!job.standing().state().isLive()) {
            return;
        }
        if (job.standing().state() != JobState.PAUSED && job.standing().stopping() == null) {
            if (job.standing().hasHandlerInMemory() && !faults.breaks(Guarantee.G8)) {
                stops.askToStop(ledger, job, StopReason.PAUSE, null, by);
            } else {
                stops.pauseNow(ledger, moves.withActive(job), by, null);
            }
        }
        ledger.jobs().eachChild(job.id(), child -> pauseBelow(ledger, child, by));
    }

    public void resume(Ledger ledger, long id) {
        JobRow job = Moves.find(ledger, id);
        StopReason stopping = job.standing().stopping();
        if (!job.standing().state().isLive() || stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            throw LifecycleErrors.illegal("resumed", job);
        }
        Long pausedBy = job.standing().pausedBy();
        if (pausedBy != null) {
            resumeBelow(ledger, job, pausedBy);
        }
    }

    /** Lifts what one pause has stopped, and nothing that another has. */
    private void resumeBelow(Ledger ledger, JobRow job, long by) {
        if (!job.standing().state().isLive()) {
            return;
        }
        Long pausedBy = job.standing().pausedBy();
        if (pausedBy != null && pausedBy == by) {
            if (job.standing().state() == JobState.PAUSED) {
                stops.resumeNow(ledger, job);
            } else if (job.standing().stopping() == StopReason.PAUSE) {
                moves.move(ledger, job, job.standing().resuming(true));
            }
        }
        ledger.jobs().eachChild(job.id(), child -> resumeBelow(ledger, child, by));
    }

    public void cancel(Ledger ledger, long id, String reason) {
        JobRow job = Moves.find(ledger, id);
        switch (job.standing().state()) {
            case COMPLETED, FAILED -> throw LifecycleErrors.illegal("cancelled", job);
            case CANCELLED -> {}
            case QUARANTINED -> ends.cancelNow(ledger, job, reason, null);
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED -> cancelBelow(ledger, job, reason);
        }
    }

    /** Nobody held the job for as long as its dispatcher wanted to wait. */
    public void lingered(Ledger ledger, long id, long leave, long millis) {
        if (lastWaiters.isOver(ledger, id, leave)) {
            ledger.jobs().find(id).ifPresent(job -> cancelBelow(ledger, job, LifecycleErrors.abandoned(millis)));
        }
    }

    private void cancelBelow(Ledger ledger, JobRow job, String reason) {
        if (!job.standing().state().isLive() || job.standing().stopping() == StopReason.CANCEL) {
            return;
        }
        if (job.standing().hasHandlerInMemory()) {
            stops.askToStop(ledger, job, StopReason.CANCEL, reason, null);
        } else {
            ends.cancelNow(ledger, job, reason, null);
        }
        ledger.jobs().eachChild(job.id(), child -> cancelBelow(ledger, child, reason));
        if (faults.breaks(Guarantee.G6)) {
            for (Edge edge : ledger.edges().of(job.id())) {
                ledger.jobs().find(edge.target()).ifPresent(target -> cancelBelow(ledger, target, reason));
            }
        }
    }

    public void retry(Ledger ledger, long id) {
        JobRow job = Moves.find(ledger, id);
        switch (job.standing().state()) {
            case COMPLETED -> throw LifecycleErrors.illegal("retried", job);
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED -> {}
            case QUARANTINED -> restarting.release(ledger, job);
            case FAILED, CANCELLED -> {
                Moves.keep(ledger, job);
                Restarting.holderOfKey(ledger, job).ifPresent(holder -> {
                    throw LifecycleErrors.keyTaken(job, holder);
                });
                Moves.beginNewAttempt(ledger, job);
                String queue = live.queueFor(job);
                JobRow placed = queue.equals(job.queue()) ? job : ledger.jobs().inQueue(job, queue);
                JobRow again = moves.move(ledger, placed, placed.standing().retried());
                ledger.record(again, Kind.QUEUED, Moves.cause(Cause.RETRY), null);
                live.ready(again);
                moves.lending().queued(ledger, again);
            }
        }
    }

    /** The job ran and waited for as long as it may. */
    public void timeout(Ledger ledger, long id) {
        Optional<JobRow> found = ledger.jobs().find(id);
        if (found.isEmpty() || found.get().standing().stopping() != null) {
            return;
        }
        JobRow job = found.get();
        boolean counts =
                job.standing().state() == JobState.RUNNING || job.standing().state() == JobState.WAITING;
        if (counts && job.standing().hasHandlerInMemory()) {
            stops.askToStop(ledger, job, StopReason.TIMEOUT, null, null);
        } else if (counts) {
            ends.fail(ledger, job, ends.timeoutError(job), null);
        }
    }
}
