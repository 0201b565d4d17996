package io.headwater.core.history;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.HistoryTable;
import io.headwater.core.journal.HistoryTable.End;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Reply;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Lets old trees of ended jobs go, a few at a time, between the other work of the journal. It goes through the ends in their
 * order and remembers how far it came. What it had to leave because a live job needs it goes with the tree of that job.
 *
 * <p>Everything here happens on the journal's thread.
 */
public final class Pruner {
    private static final int ENDS_AT_ONCE = 128;
    private static final int PAGES_AT_ONCE = 64;
    /** The wall clock may jump, so a far moment is looked at again before it should have come. */
    private static final long LONGEST_REST_MILLIS = Duration.ofHours(1).toMillis();

    private final Journal journal;
    private final TimeSource time;
    private final Faults faults;
    private final long most;
    private final long ageMillis;

    /** Ends that were told of since the start, less those that were taken back by a retry. */
    private long told;
    /** How many ended jobs a reader has counted, and up to which event; before that nothing is pruned. */
    private @Nullable Counted counted;
    /** How many there were before the start; known from the first step on. */
    private @Nullable Long before;

    private long removed;
    private long passed;
    private boolean atWork;
    private boolean again;
    private Disposable alarm = Disposables.disposed();

    private record Counted(long jobs, long seq) {}

    /**
     * @param most how many ended jobs are kept
     * @param age for how long after its end a job is kept
     */
    public Pruner(Journal journal, TimeSource time, Faults faults, int most, Duration age) {
        this.journal = journal;
        this.time = time;
        this.faults = faults;
        this.most = most;
        this.ageMillis = age.toMillis();
    }

    /** Committed events, of which some tell of an end. */
    public void saw(List<EventRow> committed) {
        long ends = endsIn(committed);
        told += ends;
        if (counted != null && (before == null || before + told - removed > most)) {
            work();
        } else if (ends > 0 && alarm.isDisposed()) {
            rest(ageMillis);
        }
    }

    private static long endsIn(List<EventRow> events) {
        long ends = 0;
        for (EventRow event : events) {
            ends += switch (event.kind()) {
                case COMPLETED, FAILED, CANCELLED -> 1;
                case QUEUED -> isRetry(event) ? -1 : 0;
                case SCHEDULED, STARTED, WAITING, RETRYING, STOPPING, PAUSED, RESUMED, QUARANTINED -> 0;
                case PROGRESSED, LOGGED -> 0;
            };
        }
        return ends;
    }

    private static boolean isRetry(EventRow event) {
        Long cause = event.detail();
        return cause != null && cause == JobEvent.Cause.RETRY.ordinal();
    }

    /** Counts what there is, without holding up anybody, and begins. */
    public void begin() {
        journal.read(reader -> new Counted(reader.endedJobs(), reader.events().newest()))
                .subscribe(
                        found -> journal.submit(
                                ledger -> {
                                    ledger.afterCommit(() -> {
                                        counted = found;
                                        work();
                                    });
                                    return 0;
                                },
                                Reply.ignored()),
                        failure -> Reply.ignored().failed(failure));
    }

    /** Looks what there is to do, and does it. */
    private void work() {
        again = atWork; // what ended in the very transaction of a step may have come after it
        if (!atWork) {
            atWork = true;
            journal.submit(this::step, new Reply<>() {
                @Override
                public void done(Integer jobs) {}

                @Override
                public void failed(Throwable failure) {
                    atWork = false;
                    Reply.ignored().failed(failure);
                }
            });
        }
    }

    private void rest(long millis) {
        alarm.dispose();
        alarm = time.after(
                Duration.ofMillis(Math.min(Math.max(1, millis), LONGEST_REST_MILLIS)),
                () -> journal.submit(
                        ledger -> {
                            ledger.afterCommit(() -> {
                                alarm = Disposables.disposed();
                                if (counted != null) {
                                    work();
                                }
                            });
                            return 0;
                        },
                        Reply.ignored()));
    }

    /** What one transaction does of it. */
    private int step(Ledger ledger) {
        HistoryTable history = ledger.history();
        Counted known = Objects.requireNonNull(counted, "not counted yet");
        long first = before == null
                ? known.jobs() + history.endsSince(known.seq()) - told - endsIn(ledger.recorded()) + removed
                : before;
        long present = first + told + endsIn(ledger.recorded()) - removed;
        long cutoff = ledger.now() - ageMillis;
        long reached = passed;
        var doomed = new LinkedHashSet<Long>();
        End next = null;
        List<End> ends = history.endsAfter(passed, ENDS_AT_ONCE);
        for (End end : ends) {
            if (present - doomed.size() <= most && end.at() > cutoff) {
                next = end;
                break;
            }
            reached = end.seq();
            if (end.alone()) {
                doomed.add(end.job());
            } else {
                doom(history, end.job(), reached, doomed);
            }
        }
        if (!doomed.isEmpty()) {
            history.remove(doomed);
        }
        boolean shrinks = history.shrink(PAGES_AT_ONCE);
        boolean goesOn = shrinks || next == null && !ends.isEmpty();
        long stepTo = reached;
        End waits = next;
        ledger.afterCommit(() -> {
            before = first;
            removed += doomed.size();
            passed = stepTo;
            atWork = false;
            if (goesOn || again) {
                work();
            } else if (waits != null) {
                rest(waits.at() - cutoff);
            }
        });
        return doomed.size();
    }

    /** Its whole tree, if that has ended by then and nobody needs it; and what was kept only because this needed it. */
    private void doom(HistoryTable history, long job, long upTo, Set<Long> doomed) {
        var next = new ArrayDeque<Long>();
        next.add(job);
        while (!next.isEmpty()) {
            long one = next.remove();
            if (!doomed.contains(one)) {
                List<Long> tree = history.tree(history.rootOf(one));
                if (mayGo(history, tree, upTo)) {
                    doomed.addAll(tree);
                    next.addAll(history.targetsOf(tree));
                }
            }
        }
    }

    private boolean mayGo(HistoryTable history, List<Long> tree, long upTo) {
        return !tree.isEmpty()
                && history.liveAmong(tree).isEmpty()
                && history.newestEndOf(tree) <= upTo
                && (faults.breaks(Guarantee.G17) || history.neededBy(tree).isEmpty());
    }

    /**
     * A host removes a job with all that stands below it. Does nothing where it is gone already.
     *
     * @throws io.headwater.jobs.JobException when some of it has not ended, or a live job needs it
     */
    public void remove(Ledger ledger, long job) {
        HistoryTable history = ledger.history();
        if (ledger.jobs().find(job).isEmpty()) {
            if (!ledger.mayHaveExisted(job)) {
                throw HistoryErrors.notFound(job);
            }
            return;
        }
        List<Long> tree = history.tree(job);
        history.liveAmong(tree).ifPresent(live -> {
            throw HistoryErrors.live(job, live);
        });
        history.neededBy(tree).ifPresent(waiter -> {
            throw HistoryErrors.needed(job, waiter);
        });
        removeAll(ledger, tree);
    }

    /** Those of these jobs that can be removed, each with all that stands below it. How many jobs went. */
    public int removeWhatCanGo(Ledger ledger, List<Long> jobs) {
        HistoryTable history = ledger.history();
        var doomed = new LinkedHashSet<Long>();
        for (long job : jobs) {
            List<Long> tree = doomed.contains(job) ? List.of() : history.tree(job);
            if (!tree.isEmpty()
                    && history.liveAmong(tree).isEmpty()
                    && history.neededBy(tree).isEmpty()) {
                doomed.addAll(tree);
            }
        }
        removeAll(ledger, doomed);
        return doomed.size();
    }

    private void removeAll(Ledger ledger, Collection<Long> ids) {
        if (!ids.isEmpty()) {
            ledger.history().remove(ids);
            ledger.afterCommit(() -> {
                removed += ids.size();
                passed = 0; // what these had kept from being pruned may go now
            });
        }
    }
}
