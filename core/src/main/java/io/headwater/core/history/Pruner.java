package io.headwater.core.history;

import io.headwater.core.fault.Faults;
import io.headwater.core.history.Walk.Place;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.HistoryTable;
import io.headwater.core.journal.HistoryTable.Cleared;
import io.headwater.core.journal.HistoryTable.End;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Reply;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Lets old trees of ended jobs go, a little at a time, between the other work of the journal: no transaction has more than
 * a bounded share of it, however large a tree is. It goes through the ends in their order and remembers how far it came.
 * What it had to leave because a live job needs it goes when that job has gone.
 *
 * <p>Everything here happens on the journal's thread.
 */
public final class Pruner {
    private static final int PAGES_AT_ONCE = 64;
    /** The wall clock may jump, so a far moment is looked at again before it should have come. */
    private static final long LONGEST_REST_MILLIS = Duration.ofHours(1).toMillis();

    private final Journal journal;
    private final TimeSource time;
    private final Faults faults;
    private final boolean prunes;
    private final long most;
    private final long ageMillis;

    /** Ends that were told of since the start, less those that were taken back by a retry. */
    private long told;
    /** Before that nothing is pruned. */
    private @Nullable Counted counted;

    private boolean counting;
    /** How many there were before the start; known from the first step on. */
    private @Nullable Long before;

    private long removed;
    private Place place = Place.START;
    private boolean atWork;
    private boolean again;
    private Disposable alarm = Disposables.disposed();

    /**
     * How many ended jobs a reader has counted.
     *
     * @param seq the last event that it saw
     * @param removed how many had been removed when it began
     */
    private record Counted(long jobs, long seq, long removed) {}

    /**
     * @param prunes whether anything is taken away that no host removes
     * @param most how many ended jobs are kept
     * @param age for how long after its end a job is kept
     */
    public Pruner(Journal journal, TimeSource time, Faults faults, boolean prunes, int most, Duration age) {
        this.journal = journal;
        this.time = time;
        this.faults = faults;
        this.prunes = prunes;
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
            restUntilOld(time.now().toEpochMilli());
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

    /** Goes on with what an earlier engine had begun to remove; then sees what else there is. */
    public void begin() {
        journal.submit(
                ledger -> {
                    ledger.afterCommit(this::work);
                    return 0;
                },
                Reply.ignored());
    }

    /** Counts what there is, without holding up anybody, and goes on from there. */
    private void count() {
        counting = true;
        long removedBefore = removed;
        journal.read(reader -> new Counted(reader.endedJobs(), reader.events().newest(), removedBefore))
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

    private void restUntilOld(long end) {
        alarm.dispose();
        long now = time.nanos();
        long millis = end + ageMillis - time.now().toEpochMilli();
        alarm = time.at(
                now + TimeUnit.MILLISECONDS.toNanos(Math.min(Math.max(1, millis), LONGEST_REST_MILLIS)),
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

    /** What one transaction does of it: first what is left of what was removed before, so that nothing heaps up. */
    private int step(Ledger ledger) {
        Cleared cleared = ledger.history().clear();
        if (cleared.goesOn() || counted == null) {
            Place next = place.before(cleared.released());
            afterStep(ledger, next, () -> {
                if (cleared.goesOn() || again) {
                    work();
                } else if (prunes && !counting) {
                    count();
                }
            });
        } else {
            walk(ledger, counted, place.before(cleared.released()));
        }
        return 0;
    }

    private void walk(Ledger ledger, Counted known, Place from) {
        HistoryTable history = ledger.history();
        long ended = told + endsIn(ledger.recorded());
        long first = before == null ? known.jobs() + history.endsSince(known.seq()) - ended + known.removed() : before;
        long present = first + ended - history.removed();
        long cutoff = ledger.now() - ageMillis;
        var walk = new Walk(history, faults, from);
        walk.go(present - most, cutoff);
        Cleared after = remove(history, walk.doomed());
        Place next = walk.place().before(after.released());
        boolean turnsBack = !next.equals(walk.place());
        boolean goesOn = history.shrink(PAGES_AT_ONCE) || after.goesOn() || walk.goesOn() || turnsBack;
        End waits = walk.waits();
        afterStep(ledger, next, () -> {
            before = first;
            if (goesOn || again) {
                work();
            } else if (waits != null) {
                restUntilOld(waits.at());
            }
        });
    }

    private void afterStep(Ledger ledger, Place next, Runnable goOn) {
        afterRemoval(ledger, () -> {
            place = next;
            atWork = false;
            goOn.run();
        });
    }

    private void afterRemoval(Ledger ledger, Runnable goOn) {
        HistoryTable history = ledger.history();
        ledger.afterCommit(() -> {
            removed = history.removed();
            goOn.run();
        });
    }

    /** With as much of what that leaves as fits into the transaction. */
    private static Cleared remove(HistoryTable history, Collection<Long> tops) {
        if (tops.isEmpty()) {
            return Cleared.NOTHING;
        }
        history.remove(tops);
        return history.clear();
    }

    /**
     * A host removes a job with all that stands below it; of a large tree that goes bit by bit. Does nothing where it is
     * gone already.
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
        history.liveAmong(tree).flatMap(ledger.jobs()::find).ifPresent(live -> {
            throw HistoryErrors.live(job, live);
        });
        history.neededBy(tree).ifPresent(waiter -> {
            throw HistoryErrors.needed(job, waiter);
        });
        removeAll(ledger, List.of(job));
    }

    /** Those of these jobs that can be removed, each with all that stands below it. How many jobs go. */
    public int removeWhatCanGo(Ledger ledger, List<Long> jobs) {
        HistoryTable history = ledger.history();
        var tops = new LinkedHashSet<Long>();
        var doomed = new HashSet<Long>();
        for (long job : jobs) {
            List<Long> tree = doomed.contains(job) ? List.of() : history.tree(job);
            if (!tree.isEmpty()
                    && history.liveAmong(tree).isEmpty()
                    && history.neededBy(tree).isEmpty()) {
                tops.add(job);
                doomed.addAll(tree);
            }
        }
        removeAll(ledger, tops);
        return doomed.size();
    }

    private void removeAll(Ledger ledger, Collection<Long> tops) {
        Cleared cleared = remove(ledger.history(), tops);
        // What these had kept from being pruned may go now: a step of this transaction may come after this or before
        // it.
        place = Place.START;
        afterRemoval(ledger, () -> {
            place = Place.START;
            if (prunes || cleared.goesOn()) {
                work();
            }
        });
    }
}
