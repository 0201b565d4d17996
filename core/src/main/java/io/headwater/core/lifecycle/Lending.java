package io.headwater.core.lifecycle;

import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * A job runs with the highest priority of all that wait for it, however far. What is lent is nowhere stored: it follows
 * from the open edges, and is looked up only for jobs that somebody waits for. It is taken back when a waiter leaves.
 */
final class Lending {
    private final LiveJobs live;

    Lending(LiveJobs live) {
        this.live = live;
    }

    /** The job waits in its queue: it does so with what is lent to it. */
    void queued(Ledger ledger, JobRow job) {
        if (job.standing().awaited()) {
            live.lend(job, effective(ledger, job));
        }
    }

    /** The job itself has a higher priority now, and with it a better place; nobody minds the old one. */
    void joined(Ledger ledger, JobRow job) {
        if (job.standing().state() == JobState.QUEUED) {
            live.ready(job);
            queued(ledger, job);
        }
        changed(ledger, targetsOf(ledger, job.id()));
    }

    /** Who waits for the job has changed: so does what is lent to it, and to all that it waits for. */
    void changed(Ledger ledger, long target) {
        changed(ledger, List.of(target));
    }

    /** The job leaves those for which it still waits. */
    void left(Ledger ledger, JobRow waiter) {
        if (!waiter.standing().leavesNothing()) {
            changed(ledger, targetsOf(ledger, waiter.id()));
        }
    }

    private void changed(Ledger ledger, Collection<Long> targets) {
        var seen = new HashSet<Long>();
        var next = new ArrayDeque<>(targets);
        while (!next.isEmpty()) {
            long id = next.remove();
            if (seen.add(id)) {
                JobRow job = Moves.find(ledger, id);
                if (job.standing().state() == JobState.QUEUED) {
                    live.lend(job, effective(ledger, job));
                }
                next.addAll(targetsOf(ledger, id));
            }
        }
    }

    private static List<Long> targetsOf(Ledger ledger, long waiter) {
        return ledger.edges().openOf(waiter).stream().map(Edge::target).toList();
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
