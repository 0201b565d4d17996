package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Standing;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import java.util.Optional;

/** Jobs that nobody can read, and jobs whose process ended under them. */
public final class Restarting {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Moves moves;
    private final Clocks clocks;
    private final Ends ends;
    private final Stops stops;
    private final LastWaiters lastWaiters;

    Restarting(
            EventCodec codec,
            LiveJobs live,
            Moves moves,
            Clocks clocks,
            Ends ends,
            Stops stops,
            LastWaiters lastWaiters) {
        this.codec = codec;
        this.live = live;
        this.moves = moves;
        this.clocks = clocks;
        this.ends = ends;
        this.stops = stops;
        this.lastWaiters = lastWaiters;
    }

    /** Before anything else: what is known about all jobs. */
    public void begin(Ledger ledger) {
        lastWaiters.begin(ledger);
        if (ledger.events().newestAt().filter(last -> last > ledger.now()).isPresent()) {
            ledger.jobs().shortenRests(ledger.now());
        }
    }

    /** The job cannot be read, or nobody can run it. It keeps everything but its key. */
    public void quarantine(Ledger ledger, JobRow job, JobException reason) {
        if (!job.standing().state().isLive()) {
            return;
        }
        JobError error = JobError.of(reason, job.standing().attempt());
        EventRow event = ledger.record(job, Kind.QUARANTINED, null, codec.failed(error, null));
        JobRow put = moves.move(ledger, job, job.standing().quarantined());
        ends.tellWaiters(ledger, put, event);
    }

    /** The handler could not make sense of what is stored. */
    public void quarantine(Ledger ledger, long id, long token, JobException reason) {
        ledger.jobs()
                .find(id)
                .filter(job -> job.standing().token() == token)
                .ifPresent(job -> quarantine(ledger, job, reason));
    }

    /** The job can be read again. */
    public void release(Ledger ledger, JobRow job) {
        Optional<JobRow> holder = holderOfKey(ledger, job);
        if (holder.isPresent()) {
            ends.cancelNow(
                    ledger, job, "superseded by " + new JobId(holder.get().id()), null);
        } else {
            moves.queue(ledger, job, Cause.RELEASED, 0);
        }
    }

    static Optional<JobRow> holderOfKey(Ledger ledger, JobRow job) {
        return job.key() == null ? Optional.empty() : ledger.jobs().liveByKey(job.type(), job.key());
    }

    /** The process ended while jobs ran: puts back at once those to which nothing else happens, as nearly all. */
    public void crashed(Ledger ledger, int limit) {
        ledger.requeueCrashed(limit, Kind.QUEUED, Moves.cause(Cause.CRASH));
    }

    /**
     * The process ended while the job ran.
     *
     * @param limit how many such ends in a row fail it; 0 for any number
     */
    public void crashed(Ledger ledger, JobRow job, int limit) {
        StopReason stopping = job.standing().stopping();
        if (stopping != null && stopping != StopReason.SHUTDOWN) {
            stops.stopped(ledger, job, stopping, null);
            return;
        }
        Standing after = job.standing().crashed(!job.standing().stored());
        if (limit > 0 && after.crashes() >= limit) {
            JobError error = JobError.of(
                    LifecycleErrors.crashed(after.crashes()), job.standing().attempt());
            ends.fail(ledger, job, error, null);
            return;
        }
        JobRow queued = moves.move(ledger, job, after);
        ledger.record(queued, Kind.QUEUED, Moves.cause(Cause.CRASH), null);
        live.ready(queued);
    }

    /** The process ended while the job waited, or was about to go on. */
    public void handlerLost(Ledger ledger, JobRow job) {
        StopReason stopping = job.standing().stopping();
        if (stopping != null && stopping != StopReason.SHUTDOWN) {
            stops.stopped(ledger, job, stopping, null);
            return;
        }
        JobRow alone = job.standing().hasHandlerInMemory()
                ? moves.move(ledger, job, job.standing().withoutHandler())
                : job;
        if (alone.standing().state() == JobState.WAITING) {
            if (ledger.edges().hasOpen(job.id())) {
                ledger.afterCommit(() -> live.timeoutCounts(alone, true));
                clocks.recheckTimeout(ledger, job.id());
            } else {
                moves.queue(ledger, alone, Cause.WOKEN, 0);
            }
        }
    }

    /** What the open waits lend to those who are in their queues again. */
    public void lend(Ledger ledger) {
        for (long target : ledger.edges().openTargets()) {
            JobRow job = Moves.find(ledger, target);
            if (job.standing().state() == JobState.QUEUED) {
                moves.lending().queued(ledger, job);
            }
        }
    }
}
