package io.headwater.core.run;

import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.function.Consumer;

/**
 * Which jobs may start in an engine that is opened for few of them. Who is not admitted keeps no place in memory; when an
 * admitted job comes to wait for it, it gets one.
 *
 * @param everybody the usual
 * @param top the job for which the engine is opened, with what is below it and what these wait for; 0: for none
 */
public record Admission(boolean everybody, long top) {
    public static final Admission ALL = new Admission(true, 0);

    boolean nobody() {
        return !everybody && top == 0;
    }

    boolean admits(Ledger ledger, JobRow job) {
        if (everybody) {
            return true;
        }
        var seen = new HashSet<Long>();
        var next = new ArrayDeque<JobRow>();
        next.add(job);
        while (!next.isEmpty()) {
            JobRow one = next.remove();
            if (one.id() == top) {
                return true;
            }
            if (seen.add(one.id())) {
                Long parent = one.parent();
                if (parent != null) {
                    ledger.jobs().find(parent).ifPresent(next::add);
                }
                for (Edge edge : ledger.edges().openOn(one.id())) {
                    ledger.jobs().find(edge.waiter()).ifPresent(next::add);
                }
            }
        }
        return false;
    }

    /** The job, those below it, and what these wait for, as far as they are live. */
    static void closure(Ledger ledger, long job, Consumer<JobRow> each) {
        var seen = new HashSet<Long>();
        var next = new ArrayDeque<Long>();
        next.add(job);
        while (!next.isEmpty()) {
            long id = next.remove();
            if (seen.add(id)) {
                ledger.jobs()
                        .find(id)
                        .filter(row -> row.standing().state().isLive())
                        .ifPresent(each);
                ledger.jobs().childrenOf(id).forEach(child -> next.add(child.id()));
                ledger.edges().openOf(id).forEach(edge -> next.add(edge.target()));
            }
        }
    }
}
