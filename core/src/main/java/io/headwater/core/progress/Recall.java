package io.headwater.core.progress;

import io.headwater.core.journal.Awaited;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.ProgressTable.Share;
import io.headwater.jobs.JobState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the store knows of jobs when one starts that is older than this engine, or begins a new attempt: of that job,
 * and of those in whose progress it counts, for they may do nothing but wait. Jobs that start for the first time, as most
 * do, ask nothing.
 */
final class Recall {
    private final Counted counted;
    private final LongPredicate isAtHand;
    /** Read by the current transaction, and not at hand yet. */
    private final Set<Long> underWay = new HashSet<>();

    Recall(Counted counted, LongPredicate isAtHand) {
        this.counted = counted;
        this.isAtHand = isAtHand;
    }

    /**
     * What the store knows of a job.
     *
     * @param progress as JSON; null when there is none
     * @param awaited what it waits for; empty when it works
     */
    record Known(JobRow job, @Nullable String progress, List<Share> shares, Optional<Awaited> awaited) {}

    static boolean isNeeded(Ledger ledger, JobRow job) {
        return beginsAgain(job) || ledger.isFromBefore(job.id());
    }

    private static boolean beginsAgain(JobRow job) {
        return job.standing().entry() == 1 && job.standing().attempt() > 1;
    }

    List<Known> whenStarts(Ledger ledger, JobRow job) {
        var known = new ArrayList<Known>();
        boolean begun = job.standing().entry() > 1;
        if (beginsAgain(job) || begun && !isAtHand.test(job.id())) {
            read(ledger, job, known);
        }
        readAbove(ledger, job, known);
        return known;
    }

    private void readAbove(Ledger ledger, JobRow job, List<Known> known) {
        var toDo = new ArrayDeque<>(List.of(job));
        while (!toDo.isEmpty()) {
            JobRow below = toDo.remove();
            if (!Counted.mayCount(below) || counted.has(below.id())) {
                continue;
            }
            for (long waiter : ledger.edges().countedBy(below.id())) {
                ledger.jobs()
                        .find(waiter)
                        .filter(row -> row.standing().state().isLive())
                        .filter(row -> read(ledger, row, known))
                        .ifPresent(toDo::add);
            }
        }
    }

    /** False where that was done already. */
    private boolean read(Ledger ledger, JobRow job, List<Known> known) {
        if (!underWay.add(job.id())) {
            return false;
        }
        known.add(new Known(
                job,
                ledger.progress().find(job.id()).orElse(null),
                ledger.progress().sharesOf(job.id()),
                job.standing().state() == JobState.WAITING ? ledger.edges().awaitedBy(job.id()) : Optional.empty()));
        return true;
    }

    void isAtHandNow(Known known) {
        underWay.remove(known.job().id());
    }

    void undone() {
        underWay.clear();
    }
}
