package io.headwater.core.lifecycle;

import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobState;
import java.util.ArrayDeque;
import java.util.HashSet;

/**
 * A job runs with the highest priority of all that wait for it, however far. What is lent is nowhere stored: it follows
 * from the open edges, and is looked up only for jobs that somebody waits for.
 */
final class Lending {
    private final LiveJobs live;

    Lending(LiveJobs live) {
        this.live = live;
    }

    /** The job waits in its queue: it does so with what is lent to it. */
    void queued(Ledger ledger, JobRow job) {
        if (job.standing().awaited()) {
            live.raise(job, effective(ledger, job));
        }
    }

    /** The waiter lends to the job, and to all that this one waits for. */
    void lend(Ledger ledger, JobRow waiter, JobRow target) {
        int priority = effective(ledger, waiter);
        var seen = new HashSet<Long>();
        var next = new ArrayDeque<Long>();
        next.add(target.id());
        while (!next.isEmpty()) {
            long id = next.remove();
            if (seen.add(id)) {
                JobRow job = Moves.find(ledger, id);
                if (job.standing().state() == JobState.QUEUED) {
                    live.raise(job, priority);
                }
                ledger.edges().openOf(id).forEach(edge -> next.add(edge.target()));
            }
        }
    }

    private static int effective(Ledger ledger, JobRow job) {
        int highest = job.priority();
        var seen = new HashSet<Long>();
        var next = new ArrayDeque<JobRow>();
        next.add(job);
        while (!next.isEmpty()) {
            JobRow one = next.remove();
            highest = Math.max(highest, one.priority());
            if (one.standing().awaited()) {
                for (Edge edge : ledger.edges().openOn(one.id())) {
                    JobRow waiter = Moves.find(ledger, edge.waiter());
                    if (waiter.standing().state().isLive() && seen.add(waiter.id())) {
                        next.add(waiter);
                    }
                }
            }
        }
        return highest;
    }
}
