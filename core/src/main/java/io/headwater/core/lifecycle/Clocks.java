package io.headwater.core.lifecycle;

import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.jobs.JobState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Timeouts stand still while everything that is waited for is paused. */
final class Clocks {
    private final LiveJobs live;

    Clocks(LiveJobs live) {
        this.live = live;
    }

    // Timeouts stand still while everything that is waited for is paused

    void recheckTimeoutsAbove(Ledger ledger, long target) {
        if (live.anyTimeouts()) {
            recheckAbove(ledger, target, new HashSet<>());
        }
    }

    void recheckAbove(Ledger ledger, long target, Set<Long> seen) {
        for (Edge edge : ledger.edges().openOn(target)) {
            if (seen.add(edge.waiter())) {
                recheckTimeout(ledger, edge.waiter());
                recheckAbove(ledger, edge.waiter(), seen);
            }
        }
    }

    void recheckTimeout(Ledger ledger, long waiter) {
        if (!live.anyTimeouts()) {
            return;
        }
        ledger.jobs()
                .find(waiter)
                .filter(job -> job.standing().state() == JobState.WAITING)
                .ifPresent(job -> {
                    boolean still = standsStill(ledger, job, new HashSet<>());
                    ledger.afterCommit(() -> live.timeoutCounts(job, !still));
                });
    }

    static boolean standsStill(Ledger ledger, JobRow job, Set<Long> seen) {
        return switch (job.standing().state()) {
            case PAUSED -> true;
            case WAITING ->
                seen.add(job.id()) && isPausedAll(ledger, ledger.edges().openOf(job.id()), seen);
            case SCHEDULED, QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED, QUARANTINED -> false;
        };
    }

    /** Whoever waits for nothing any more, and is about to go on, is held up by nobody. */
    private static boolean isPausedAll(Ledger ledger, List<Edge> waits, Set<Long> seen) {
        return !waits.isEmpty()
                && waits.stream()
                        .allMatch(edge -> ledger.jobs()
                                .find(edge.target())
                                .filter(target -> standsStill(ledger, target, seen))
                                .isPresent());
    }
}
