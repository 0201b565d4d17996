package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.LastWaiterTable.Policy;
import io.headwater.core.journal.Ledger;

/**
 * Jobs that are to be cancelled when nobody holds them any more. A leave is numbered and lingers; at its end the job is
 * cancelled if that was the last leave and nobody has come since. So nobody who comes has to call anything off.
 */
final class LastWaiters {
    private final EventCodec codec;
    private final LiveJobs live;
    /** Never false again, so that it is right also where a transaction is undone. Without it all this costs nothing. */
    private boolean used;

    LastWaiters(EventCodec codec, LiveJobs live) {
        this.codec = codec;
        this.live = live;
    }

    /** The engine starts: what lingered does so again from the beginning, because nobody could come meanwhile. */
    void begin(Ledger ledger) {
        for (Policy policy : ledger.lastWaiters().all()) {
            used = true;
            if (policy.leave() != 0) {
                linger(ledger, policy, policy.leave());
            }
        }
    }

    /** A handler dispatched the job. */
    void dispatched(Ledger ledger, JobRow job) {
        Long linger = job.options() == null ? null : codec.optionsOf(job).linger();
        if (linger != null) {
            used = true;
            ledger.lastWaiters().put(job.id(), linger);
        }
    }

    /** A host dispatched it too: now it is kept. */
    void joinedByHost(Ledger ledger, JobRow job) {
        if (used) {
            ledger.lastWaiters().forget(job.id());
        }
    }

    /** @param job as it stood before its end */
    void ended(Ledger ledger, JobRow job) {
        if (!used) {
            return;
        }
        if (job.options() != null) {
            ledger.lastWaiters().forget(job.id());
        }
        if (!job.standing().leavesNothing()) {
            ledger.lastWaiters().ofWaiter(job.id()).forEach(policy -> left(ledger, policy));
        }
    }

    /** A waiter does not wait for it any more. */
    void left(Ledger ledger, long job) {
        if (used) {
            ledger.lastWaiters().find(job).ifPresent(policy -> left(ledger, policy));
        }
    }

    private void left(Ledger ledger, Policy policy) {
        if (!ledger.lastWaiters().isHeld(policy.job())) {
            long leave = ledger.newNumber();
            ledger.lastWaiters().left(policy.job(), leave);
            linger(ledger, policy, leave);
        }
    }

    private void linger(Ledger ledger, Policy policy, long leave) {
        ledger.afterCommit(() -> live.lingers(policy.job(), leave, policy.lingerMillis()));
    }

    /** Whether nobody has come since that leave. */
    boolean isOver(Ledger ledger, long job, long leave) {
        return ledger.lastWaiters()
                        .find(job)
                        .filter(policy -> policy.leave() == leave)
                        .isPresent()
                && !ledger.lastWaiters().isHeld(job);
    }
}
