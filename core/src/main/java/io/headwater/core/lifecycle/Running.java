package io.headwater.core.lifecycle;

import static io.headwater.core.codec.EventCodec.started;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Point;
import io.headwater.core.journal.Checkpoint;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Standing;
import io.headwater.core.journal.StepTable;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.StopReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** From the slot to the end of the handler, with what it stores on the way. */
public final class Running {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Faults faults;
    private final DoubleSupplier chance;
    private final Moves moves;
    private final Ends ends;
    private final Stops stops;

    Running(
            EventCodec codec,
            LiveJobs live,
            Faults faults,
            DoubleSupplier chance,
            Moves moves,
            Ends ends,
            Stops stops) {
        this.codec = codec;
        this.live = live;
        this.faults = faults;
        this.chance = chance;
        this.moves = moves;
        this.ends = ends;
        this.stops = stops;
    }

    /** A slot is there for the job. Null when it has no use for it: it has moved on, or something stands in its way. */
    public @Nullable JobRow start(Ledger ledger, long id) {
        Optional<JobRow> found = ledger.jobs().find(id);
        if (found.isEmpty()
                || found.get().standing().state() != JobState.QUEUED
                || found.get().standing().stopping() != null) {
            return null;
        }
        JobRow job = found.get();
        boolean goesOn = job.standing().hasHandlerInMemory();
        if (!goesOn && !live.admits(job)) {
            ledger.afterCommit(() -> live.hold(job));
            return null;
        }
        long token = goesOn ? job.standing().token() : ledger.nextSeq(); // of its JobStarted
        JobRow running = moves.move(ledger, job, job.standing().running(token, ledger.now()));
        Standing now = running.standing();
        ledger.record(running, Kind.STARTED, started(now.attempt(), now.entry()), null);
        live.starts(ledger, running);
        Map<String, Start.Outcome> outcomes = goesOn ? outcomes(ledger, id, live.awaitedBy(id)) : Map.of();
        ledger.afterCommit(() -> {
            live.timeoutCounts(running, true);
            live.begin(new Start(running, goesOn, outcomes));
        });
        return running;
    }

    /** The job waits for a slot once more. */
    public void lend(Ledger ledger, JobRow job) {
        moves.lending().queued(ledger, job);
    }

    private static Map<String, Start.Outcome> outcomes(Ledger ledger, long waiter, Set<String> identities) {
        var outcomes = new HashMap<String, Start.Outcome>();
        for (String identity : identities) {
            ledger.edges()
                    .find(waiter, identity)
                    .filter(edge -> !edge.open())
                    .ifPresent(edge -> outcomes.put(identity, Waiting.outcome(ledger, edge)));
        }
        return outcomes;
    }

    /** The handler ended by itself, or was made to. */
    public void finish(Ledger ledger, long id, long token, Finish finish) {
        Optional<JobRow> found =
                ledger.jobs().find(id).filter(job -> job.standing().token() == token);
        if (found.isEmpty()) {
            return; // given up long ago
        }
        JobRow job = moves.withActive(found.get());
        StopReason stopping = job.standing().stopping();
        JobError error = finish.error();
        if (error == null) {
            ends.end(ledger, job, JobState.COMPLETED, Kind.COMPLETED, finish.result());
        } else if (stopping != null) {
            stops.stopped(ledger, job, stopping, finish.forced());
        } else if (finish.asAsked()) {
            stops.shutDown(ledger, job);
        } else {
            failed(ledger, job, error);
        }
    }

    /** The handler of a waiting job is not in memory any more; the job may have been woken, or asked to stop, meanwhile. */
    public void letGo(Ledger ledger, long id, long token) {
        Optional<JobRow> found =
                ledger.jobs().find(id).filter(job -> job.standing().token() == token);
        if (found.isEmpty()) {
            return;
        }
        JobRow job = moves.withActive(found.get());
        StopReason stopping = job.standing().stopping();
        if (stopping != null) {
            stops.stopped(ledger, job, stopping, null);
        } else if (job.standing().state() == JobState.RUNNING) {
            ledger.afterCommit(() -> live.begin(new Start(job, false, Map.of())));
        } else {
            moves.move(ledger, job, job.standing().withoutHandler());
            ledger.afterCommit(() -> live.handlerGone(job));
        }
    }

    private void failed(Ledger ledger, JobRow job, JobError error) {
        RetryPolicy policy = codec.optionsOf(job).retry();
        int used = job.standing().retries();
        if (!error.retryable() || used >= policy.retries()) {
            ends.fail(ledger, job, error, null);
            return;
        }
        long retryAt =
                ledger.now() + policy.restBefore(used + 1, chance.getAsDouble()).toMillis();
        JobRow resting = moves.move(ledger, job, job.standing().retrying(retryAt));
        Moves.beginNewAttempt(ledger, resting);
        ledger.record(resting, Kind.RETRYING, retryAt, codec.failed(error, null));
        ledger.afterCommit(() -> {
            live.dismissed(resting);
            live.dueBy(retryAt);
        });
    }

    public void checkpoint(Ledger ledger, long id, long token, Checkpoint state) {
        JobRow job = Moves.writable(ledger, id, token);
        ledger.checkpoints().put(id, state);
        moves.noteStored(ledger, job);
        faults.reach(Point.IN_CHECKPOINT);
    }

    /** What a step resulted in when it was done before. */
    public Optional<StepTable.Outcome> step(Ledger ledger, long id, long token, String identity) {
        Moves.busy(ledger, id, token);
        return ledger.steps().find(id, identity);
    }

    public void stepDone(Ledger ledger, long id, long token, String identity, StepTable.Outcome outcome) {
        JobRow job = Moves.writable(ledger, id, token);
        ledger.steps().put(id, identity, outcome);
        moves.noteStored(ledger, job);
    }
}
