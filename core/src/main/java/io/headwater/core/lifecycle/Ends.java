package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Forced;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How jobs end, and how those who waited for them hear of it. */
final class Ends {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Faults faults;
    private final Moves moves;
    private final Clocks clocks;
    private final LastWaiters lastWaiters;

    Ends(EventCodec codec, LiveJobs live, Faults faults, Moves moves, Clocks clocks, LastWaiters lastWaiters) {
        this.codec = codec;
        this.live = live;
        this.faults = faults;
        this.moves = moves;
        this.clocks = clocks;
        this.lastWaiters = lastWaiters;
    }

    void end(Ledger ledger, JobRow job, JobState how, Kind kind, @Nullable String data) {
        if (!job.standing().hasHandlerInMemory()) {
            live.endsUnattended(ledger, job);
        }
        EventRow event = ledger.record(job, kind, null, data);
        JobRow ended = moves.move(ledger, job, job.standing().ended(how, ledger.now()));
        if (how == JobState.COMPLETED && !job.standing().leavesNothing()) {
            ledger.steps().forgetAll(job.id());
            ledger.checkpoints().forget(job.id());
        }
        tellWaiters(ledger, ended, event);
        moves.lending().left(ledger, job);
        lastWaiters.ended(ledger, job);
    }

    void fail(Ledger ledger, JobRow job, JobError error, @Nullable Forced forced) {
        end(ledger, job, JobState.FAILED, Kind.FAILED, codec.failed(error, forced));
    }

    void cancelNow(Ledger ledger, JobRow job, String reason, @Nullable Forced forced) {
        end(ledger, job, JobState.CANCELLED, Kind.CANCELLED, codec.cancelled(reason, forced));
    }

    JobError timeoutError(JobRow job) {
        Long timeout = codec.optionsOf(job).timeout();
        return JobError.of(
                LifecycleErrors.timeout(timeout == null ? 0 : timeout),
                job.standing().attempt());
    }

    void tellWaiters(Ledger ledger, JobRow ended, EventRow event) {
        if (ended.standing().awaited()) {
            List<Edge> waits = ledger.edges().openOn(ended.id());
            ledger.edges().closeAllOn(ended.id(), event.seq());
            if (!faults.breaks(Guarantee.G2)) {
                waits.stream().map(Edge::waiter).distinct().forEach(waiter -> wake(ledger, waiter));
            }
        }
        ledger.afterCommit(() -> {
            live.dismissed(ended);
            live.ended(ended, event);
        });
    }

    /** Something that the job waited for has ended. */
    void wake(Ledger ledger, long waiter) {
        JobRow job = ledger.jobs().find(waiter).orElseThrow(() -> LifecycleErrors.notFound(waiter));
        boolean rests =
                job.standing().state() == JobState.WAITING && job.standing().stopping() == null;
        if (!rests || ledger.edges().hasOpen(waiter)) {
            clocks.recheckTimeout(ledger, waiter); // what it still waits for, if anything, may all be paused, or not
            return;
        }
        ledger.afterCommit(() -> live.timeoutCounts(job, false));
        moves.queue(ledger, moves.withActive(job), Cause.WOKEN, job.standing().token());
        clocks.recheckTimeoutsAbove(ledger, waiter);
    }
}
