package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.Awaited;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.NewJob;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Handlers that wait for other jobs. */
public final class Waiting {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Faults faults;
    private final Moves moves;
    private final Clocks clocks;
    private final Ends ends;
    private final Dispatching dispatching;
    private final LastWaiters lastWaiters;

    Waiting(
            EventCodec codec,
            LiveJobs live,
            Faults faults,
            Moves moves,
            Clocks clocks,
            Ends ends,
            Dispatching dispatching,
            LastWaiters lastWaiters) {
        this.codec = codec;
        this.live = live;
        this.faults = faults;
        this.moves = moves;
        this.clocks = clocks;
        this.ends = ends;
        this.dispatching = dispatching;
        this.lastWaiters = lastWaiters;
    }

    /** A handler waits for other jobs: all of them must end before it goes on. */
    public Waited await(Ledger ledger, long waiter, long token, List<Wait> waits) {
        JobRow job = Moves.owned(ledger, waiter, token);
        if (job.standing().state() == JobState.QUEUED) {
            return Waited.whenStarted();
        }
        var outcomes = new HashMap<String, Start.Outcome>();
        boolean open = false;
        boolean news = false;
        for (Wait wait : waits) {
            Optional<Edge> known = ledger.edges().find(waiter, wait.identity()).filter(Edge::awaited);
            if (known.isEmpty()) {
                Dispatched target = target(ledger, job, wait);
                if (target.job() == null) {
                    return Waited.after(target.dying());
                }
                known = Optional.of(connect(ledger, job, wait, target, target.job()));
                news = true;
            }
            if (known.get().open()) {
                open = true;
            } else {
                outcomes.put(wait.identity(), outcome(ledger, known.get()));
            }
        }
        boolean rests = job.standing().state() == JobState.WAITING;
        if (!open && !rests) {
            if (news) {
                moves.noteStored(ledger, job);
            }
            return Waited.ready(outcomes);
        }
        if (open) {
            suspend(ledger, job);
        }
        return Waited.pending();
    }

    private Dispatched target(Ledger ledger, JobRow waiter, Wait wait) {
        NewJob job = wait.job();
        Dispatched target;
        if (job == null) {
            JobRow there = ledger.jobs()
                    .find(wait.target())
                    .orElseThrow(() -> ledger.mayHaveExisted(wait.target())
                            ? LifecycleErrors.pruned(wait.target())
                            : LifecycleErrors.notFound(wait.target()));
            target = Dispatched.joined(there);
        } else {
            target = dispatching.place(ledger, job, waiter);
        }
        if (target.joined()
                && target.job() != null
                && target.job().standing().state().isLive()) {
            refuseCycle(ledger, waiter.id(), target.job().id());
        }
        return target;
    }

    private Edge connect(Ledger ledger, JobRow waiter, Wait wait, Dispatched made, JobRow target) {
        Long parent = target.parent();
        boolean child = parent != null && parent == waiter.id();
        boolean open = target.standing().state().isLive();
        var edge = new Edge(
                waiter.id(),
                wait.identity(),
                target.id(),
                !child,
                made.joined(),
                true,
                open,
                open ? null : endOf(ledger, target),
                null,
                wait.silenceMillis(),
                Dispatching.weight(ledger, waiter.id(), wait, made));
        dispatching.connect(ledger, edge);
        if (open && !target.standing().awaited()) {
            moves.move(ledger, target, target.standing().withSomebodyWaiting());
        }
        if (open) {
            moves.lending().changed(ledger, target.id());
            live.needed(ledger, target);
        } else {
            Moves.keep(ledger, target);
        }
        return edge;
    }

    private static Long endOf(Ledger ledger, JobRow job) {
        return ledger.events()
                .endOf(job.id())
                .map(EventRow::seq)
                .orElseThrow(() -> new IllegalStateException(job + " has ended without a word"));
    }

    private void suspend(Ledger ledger, JobRow job) {
        boolean wasRunning = job.standing().state() == JobState.RUNNING;
        JobRow waiting = moves.move(ledger, job, job.standing().waiting(), !wasRunning || !faults.breaks(Guarantee.G7));
        List<Edge> open = ledger.edges().openOf(job.id());
        List<Long> targets = open.stream().map(Edge::target).distinct().toList();
        ledger.record(waiting, Kind.WAITING, null, codec.ids(targets));
        for (Edge edge : open) {
            Long silence = edge.silenceMillis();
            if (silence != null) {
                ledger.afterCommit(() -> live.listenForSilence(edge.waiter(), edge.identity(), edge.target(), silence));
            }
        }
        Awaited awaited = new Awaited(targets.size(), typeOf(ledger, targets.get(0)));
        ledger.afterCommit(() -> live.suspended(waiting, awaited));
        clocks.recheckTimeout(ledger, waiting.id());
        clocks.recheckTimeoutsAbove(ledger, waiting.id());
    }

    private static String typeOf(Ledger ledger, long job) {
        return ledger.jobs().find(job).map(JobRow::type).orElseThrow(() -> LifecycleErrors.notFound(job));
    }

    private static void refuseCycle(Ledger ledger, long waiter, long target) {
        var path = new ArrayList<Long>(List.of(waiter));
        if (leadsTo(ledger, target, waiter, path, new HashSet<>())) {
            throw LifecycleErrors.cycle(path);
        }
    }

    private static boolean leadsTo(Ledger ledger, long from, long to, List<Long> path, Set<Long> seen) {
        path.add(from);
        if (from == to) {
            return true;
        }
        if (seen.add(from)) {
            for (Edge edge : ledger.edges().openOf(from)) {
                if (leadsTo(ledger, edge.target(), to, path, seen)) {
                    return true;
                }
            }
        }
        path.remove(path.size() - 1);
        return false;
    }

    /** The awaited job said nothing for too long. It goes on; the waiter does not wait for it any more. */
    public void silent(Ledger ledger, long waiter, String identity) {
        Optional<Edge> edge = ledger.edges().find(waiter, identity).filter(Edge::open);
        Long silence = edge.map(Edge::silenceMillis).orElse(null);
        if (edge.isEmpty() || silence == null) {
            return;
        }
        JobRow job = ledger.jobs().find(waiter).orElseThrow(() -> LifecycleErrors.notFound(waiter));
        JobError error = JobError.of(
                LifecycleErrors.silent(edge.get().target(), silence),
                job.standing().attempt());
        ledger.edges().closeWithFailure(edge.get(), codec.error(error));
        moves.lending().changed(ledger, edge.get().target());
        ends.wake(ledger, waiter);
        lastWaiters.left(ledger, edge.get().target());
    }

    static Start.Outcome outcome(Ledger ledger, Edge edge) {
        Long seq = edge.outcomeSeq();
        EventRow end =
                seq == null ? null : ledger.events().end(seq).orElseThrow(() -> LifecycleErrors.pruned(edge.target()));
        return new Start.Outcome(end, edge.failure());
    }
}
