package io.headwater.core.history;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.HistoryTable;
import io.headwater.core.journal.HistoryTable.End;
import io.headwater.core.journal.HistoryTable.Member;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** As far along the ends as one transaction goes, and which trees may go by them. */
final class Walk {
    private static final int ENDS_AT_ONCE = 128;
    private static final int JOBS_AT_ONCE = 512;

    /**
     * Where the next transaction goes on.
     *
     * @param passed the last end that was looked at
     * @param look at the tree that this end belongs to, where that is too large to be looked at in one transaction
     */
    record Place(long passed, @Nullable Look look) {
        static final Place START = new Place(0, null);

        /** Back to before an end. */
        Place before(long end) {
            return end <= passed ? new Place(end - 1, look) : this;
        }
    }

    /**
     * At a tree, newest jobs first: those probably ended last, and one that ended later suffices.
     *
     * @param before the id of the last job that was looked at
     * @param jobs how many were looked at
     * @param touches of the tree when the look began
     */
    record Look(long root, long before, int jobs, long touches) {}

    private final HistoryTable history;
    private final Faults faults;
    private final Set<Long> doomed = new LinkedHashSet<>();
    private long passed;
    private @Nullable Look look;
    private int room = JOBS_AT_ONCE;
    private int leaving;
    private @Nullable End waits;
    private boolean goesOn;

    Walk(HistoryTable history, Faults faults, Place from) {
        this.history = history;
        this.faults = faults;
        passed = from.passed();
        look = from.look();
    }

    /** The tops of the trees that may go. */
    Set<Long> doomed() {
        return doomed;
    }

    Place place() {
        return new Place(passed, look);
    }

    /** The first end that is too young; null when the walk did not come to one. */
    @Nullable
    End waits() {
        return waits;
    }

    /** Whether there are more ends to be looked at. */
    boolean goesOn() {
        return goesOn;
    }

    /**
     * Goes on while there are too many jobs, or those that ended before the cutoff.
     *
     * @param tooMany by how many there are more than may be kept
     */
    void go(long tooMany, long cutoff) {
        if (look != null) {
            if (look.touches() != history.touches(look.root())) {
                begin(look.root());
            }
            goesOn = true;
            lookOn();
            return;
        }
        List<End> ends = history.endsAfter(passed, ENDS_AT_ONCE);
        goesOn = !ends.isEmpty();
        for (End end : ends) {
            if (leaving >= tooMany && end.at() > cutoff) {
                waits = end;
                goesOn = false;
                return;
            }
            passed = end.seq();
            if (end.alone()) {
                doomed.add(end.job());
                leaving++;
            } else {
                begin(history.rootOf(end.job()));
                lookOn();
            }
            if (look != null) {
                return;
            }
        }
    }

    private void begin(long root) {
        look = doomed.contains(root) ? null : new Look(root, Long.MAX_VALUE, 0, history.touches(root));
    }

    /** As far as there is room. The top comes first: it mostly is the last to end. */
    private void lookOn() {
        Look now = look;
        if (now != null && now.jobs() == 0) {
            now = history.top(now.root()).filter(this::mayGo).isPresent() ? seen(now, 1, now.before()) : null;
        }
        while (now != null && room > 0) {
            int asked = Math.min(room, ENDS_AT_ONCE);
            List<Member> members = history.belowTop(now.root(), now.before(), asked);
            if (!members.stream().allMatch(this::mayGo)) {
                now = null;
            } else if (members.size() < asked) {
                doomed.add(now.root());
                leaving += now.jobs() + members.size();
                room -= members.size();
                now = null;
            } else {
                now = seen(now, asked, members.get(asked - 1).job());
            }
        }
        look = now;
    }

    private Look seen(Look before, int more, long last) {
        room -= more;
        return new Look(before.root(), last, before.jobs() + more, before.touches());
    }

    /** It has ended by then, and nobody needs it. */
    private boolean mayGo(Member job) {
        Long endedBy = job.endedBy();
        return endedBy != null && endedBy <= passed && (faults.breaks(Guarantee.G17) || !job.needed());
    }
}
