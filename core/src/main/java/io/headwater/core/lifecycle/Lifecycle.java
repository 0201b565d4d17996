package io.headwater.core.lifecycle;

import static io.headwater.core.codec.EventCodec.started;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.NewJob;
import io.headwater.core.journal.Standing;
import io.headwater.core.journal.StepTable;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Forced;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.StopReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transition table. Each public method is a trigger; it reads where the job stands, refuses or moves it, records the
 * event, and notes what follows. Methods refuse before they write.
 */
public final class Lifecycle {
    private final EventCodec codec;
    private final LiveJobs live;
    private final Faults faults;
    private final DoubleSupplier chance;

    public Lifecycle(EventCodec codec, LiveJobs live, Faults faults, DoubleSupplier chance) {
        this.codec = codec;
        this.live = live;
        this.faults = faults;
        this.chance = chance;
    }

    // Dispatching ----------------------------------------------------------------------------------------------------

    /** Stores a job, or joins the live one that has its key. */
    public Dispatched dispatch(Ledger ledger, NewJob job) {
        Optional<JobRow> fresh = ledger.insert(faults.breaks(Guarantee.G5) ? withoutSharing(job) : job);
        if (fresh.isPresent()) {
            announce(ledger, fresh.get());
            return Dispatched.fresh(fresh.get());
        }
        JobRow holder = holderOfKey(ledger, job);
        if (!holder.params().equals(job.params())) {
            throw LifecycleErrors.keyConflict(holder);
        }
        StopReason stopping = holder.standing().stopping();
        if (stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            return Dispatched.after(holder.id());
        }
        return Dispatched.joined(bringForward(ledger, holder, job.dueAt()));
    }

    private static NewJob withoutSharing(NewJob job) {
        return new NewJob(
                job.type(),
                job.version(),
                job.params(),
                job.queue(),
                job.priority(),
                null,
                job.dueAt(),
                job.parent(),
                job.root(),
                job.options(),
                job.labels());
    }

    private static JobRow holderOfKey(Ledger ledger, NewJob job) {
        if (job.key() == null) {
            throw new IllegalStateException("a job without a key was not stored: " + job);
        }
        return ledger.jobs()
                .liveByKey(job.type(), job.key())
                .orElseThrow(() -> new IllegalStateException("nobody holds the key of " + job));
    }

    private void announce(Ledger ledger, JobRow job) {
        Long due = job.standing().dueAt();
        if (due == null) {
            ledger.record(job, Kind.QUEUED, cause(Cause.DISPATCH), null);
            ledger.afterCommit(() -> live.ready(job));
        } else {
            ledger.record(job, Kind.SCHEDULED, due, null);
            ledger.afterCommit(() -> live.dueBy(due));
        }
    }

    /** A join may bring a first start forward; it never puts one off, and it never wakes what is paused. */
    private JobRow bringForward(Ledger ledger, JobRow holder, @Nullable Long due) {
        Long planned = holder.standing().dueAt();
        boolean sooner = planned != null && (due == null || due < planned);
        if (!sooner || !holder.standing().isUntouched()) {
            return holder;
        }
        long moment = due == null ? ledger.now() : due;
        return switch (holder.standing().state()) {
            case SCHEDULED -> {
                if (moment <= ledger.now()) {
                    yield queue(ledger, holder, Cause.DUE, 0);
                }
                JobRow moved = move(ledger, holder, holder.standing().dueAt(moment));
                ledger.record(moved, Kind.SCHEDULED, moment, null);
                ledger.afterCommit(() -> live.dueBy(moment));
                yield moved;
            }
            case PAUSED -> move(ledger, holder, holder.standing().dueAt(moment));
            case QUEUED, RUNNING, WAITING, COMPLETED, FAILED, CANCELLED, QUARANTINED -> holder;
        };
    }

    /** A dispatch made by a handler: remembered, so that the handler gets the same job when it is run again. */
    public Dispatched dispatchFrom(Ledger ledger, long waiter, long token, String identity, NewJob job) {
        JobRow origin = busy(ledger, waiter, token);
        Optional<Edge> known = ledger.edges().find(waiter, identity);
        if (known.isPresent()) {
            long target = known.get().target();
            JobRow there = ledger.jobs().find(target).orElseThrow(() -> LifecycleErrors.pruned(target));
            return new Dispatched(there, known.get().joined(), 0);
        }
        Dispatched made = dispatch(ledger, job.key() == null ? job.below(origin) : job);
        JobRow target = made.job();
        if (target != null) {
            ledger.edges()
                    .put(new Edge(
                            waiter,
                            identity,
                            target.id(),
                            job.key() != null,
                            made.joined(),
                            false,
                            false,
                            null,
                            null,
                            null));
            noteStored(ledger, origin);
        }
        return made;
    }

    /** Those whose time has come. */
    public void due(Ledger ledger, int limit) {
        for (JobRow job : ledger.jobs().due(ledger.now(), limit)) {
            queue(ledger, job, Cause.DUE, 0);
        }
        ledger.jobs().nextDue().ifPresent(next -> ledger.afterCommit(() -> live.dueBy(next)));
    }

    // Running --------------------------------------------------------------------------------------------------------

    /** A slot was taken for the job. */
    public void start(Ledger ledger, long id, String queue) {
        Optional<JobRow> found = ledger.jobs().find(id);
        if (found.isEmpty()
                || found.get().standing().state() != JobState.QUEUED
                || found.get().standing().stopping() != null) {
            ledger.afterCommit(() -> live.slotFreed(id, queue));
            return;
        }
        JobRow job = found.get();
        boolean goesOn = job.standing().hasHandlerInMemory();
        if (!goesOn && !live.admits(job)) {
            ledger.afterCommit(() -> {
                live.slotFreed(id, queue);
                live.hold(job);
            });
            return;
        }
        long token = goesOn ? job.standing().token() : ledger.newToken();
        JobRow running = move(ledger, job, job.standing().running(token, ledger.now()));
        Standing now = running.standing();
        ledger.record(running, Kind.STARTED, started(now.attempt(), now.entry()), null);
        Map<String, Start.Outcome> outcomes = goesOn ? outcomes(ledger, id, live.awaitedBy(id)) : Map.of();
        ledger.afterCommit(() -> {
            live.timeoutCounts(running, true);
            live.begin(new Start(running, goesOn, outcomes));
        });
    }

    private static Map<String, Start.Outcome> outcomes(Ledger ledger, long waiter, Set<String> identities) {
        var outcomes = new HashMap<String, Start.Outcome>();
        for (String identity : identities) {
            ledger.edges()
                    .find(waiter, identity)
                    .filter(edge -> !edge.open())
                    .ifPresent(edge -> outcomes.put(identity, outcome(ledger, edge)));
        }
        return outcomes;
    }

    private static Start.Outcome outcome(Ledger ledger, Edge edge) {
        Long seq = edge.outcomeSeq();
        EventRow end =
                seq == null ? null : ledger.events().find(seq).orElseThrow(() -> LifecycleErrors.pruned(edge.target()));
        return new Start.Outcome(end, edge.failure());
    }

    /** The handler ended by itself, or was made to. */
    public void finish(Ledger ledger, long id, long token, Finish finish) {
        Optional<JobRow> found =
                ledger.jobs().find(id).filter(job -> job.standing().token() == token);
        if (found.isEmpty()) {
            return; // given up long ago
        }
        JobRow job = withActive(found.get());
        StopReason stopping = job.standing().stopping();
        JobError error = finish.error();
        if (error == null) {
            end(ledger, job, JobState.COMPLETED, Kind.COMPLETED, finish.result());
        } else if (stopping != null) {
            stopped(ledger, job, stopping, finish.forced());
        } else if (finish.asAsked()) {
            shutDown(ledger, job);
        } else {
            failed(ledger, job, error);
        }
    }

    private void stopped(Ledger ledger, JobRow job, StopReason stopping, @Nullable Forced forced) {
        switch (stopping) {
            case PAUSE -> {
                boolean again = job.standing().resuming();
                JobRow paused = pauseNow(ledger, job, job.standing().pausedBy(), forced);
                if (again) {
                    resumeNow(ledger, paused);
                }
            }
            case CANCEL -> cancelNow(ledger, job, reasonOf(job), forced);
            case TIMEOUT -> fail(ledger, job, timeoutError(job), forced);
            case SHUTDOWN -> shutDown(ledger, job);
        }
    }

    private static String reasonOf(JobRow job) {
        String reason = job.standing().reason();
        return reason == null ? "" : reason;
    }

    private JobError timeoutError(JobRow job) {
        Long timeout = codec.optionsOf(job).timeout();
        return JobError.of(
                LifecycleErrors.timeout(timeout == null ? 0 : timeout),
                job.standing().attempt());
    }

    /** The engine closes: what was running goes on at the next start, what waited goes on waiting. */
    private void shutDown(Ledger ledger, JobRow job) {
        if (job.standing().state() == JobState.RUNNING) {
            queue(ledger, job, Cause.SHUTDOWN, 0);
        } else {
            move(ledger, job, job.standing().withoutHandler());
        }
        ledger.afterCommit(() -> live.dismissed(job));
    }

    private void failed(Ledger ledger, JobRow job, JobError error) {
        RetryPolicy policy = codec.optionsOf(job).retry();
        int used = job.standing().retries();
        if (!error.retryable() || used >= policy.retries()) {
            fail(ledger, job, error, null);
            return;
        }
        long retryAt =
                ledger.now() + policy.restBefore(used + 1, chance.getAsDouble()).toMillis();
        JobRow resting = move(ledger, job, job.standing().retrying(retryAt));
        beginNewAttempt(ledger, resting);
        ledger.record(resting, Kind.RETRYING, retryAt, codec.failed(error, null));
        ledger.afterCommit(() -> {
            live.dismissed(job);
            live.dueBy(retryAt);
        });
    }

    private static void beginNewAttempt(Ledger ledger, JobRow job) {
        ledger.edges().forgetFailures(job.id());
        ledger.steps().forgetFailures(job.id());
    }

    private void fail(Ledger ledger, JobRow job, JobError error, @Nullable Forced forced) {
        end(ledger, job, JobState.FAILED, Kind.FAILED, codec.failed(error, forced));
    }

    private void end(Ledger ledger, JobRow job, JobState how, Kind kind, @Nullable String data) {
        EventRow event = ledger.record(job, kind, null, data);
        JobRow ended = move(ledger, job, job.standing().ended(how, ledger.now(), event.seq()));
        if (how == JobState.COMPLETED) {
            ledger.steps().forgetAll(job.id());
            ledger.checkpoints().forget(job.id());
        }
        tellWaiters(ledger, ended, event);
    }

    private void tellWaiters(Ledger ledger, JobRow ended, EventRow event) {
        List<Edge> waits = ledger.edges().openOn(ended.id());
        ledger.edges().closeAllOn(ended.id(), event.seq());
        if (!faults.breaks(Guarantee.G2)) {
            waits.stream().map(Edge::waiter).distinct().forEach(waiter -> wake(ledger, waiter));
        }
        ledger.afterCommit(() -> {
            live.dismissed(ended);
            live.ended(ended, event);
        });
    }

    // Waiting --------------------------------------------------------------------------------------------------------

    /** A handler waits for other jobs: all of them must end before it goes on. */
    public Waited await(Ledger ledger, long waiter, long token, List<Wait> waits) {
        JobRow job = owned(ledger, waiter, token);
        if (job.standing().state() == JobState.QUEUED) {
            return Waited.whenStarted();
        }
        var outcomes = new HashMap<String, Start.Outcome>();
        boolean open = false;
        for (Wait wait : waits) {
            Optional<Edge> known = ledger.edges().find(waiter, wait.identity()).filter(Edge::awaited);
            if (known.isEmpty()) {
                Dispatched target = target(ledger, job, wait);
                if (target.job() == null) {
                    return Waited.after(target.dying());
                }
                known = Optional.of(connect(ledger, job, wait, target.job(), target.joined()));
            }
            if (known.get().open()) {
                open = true;
            } else {
                outcomes.put(wait.identity(), outcome(ledger, known.get()));
            }
        }
        boolean rests = job.standing().state() == JobState.WAITING;
        if (!open && !rests) {
            noteStored(ledger, job);
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
            target = dispatch(ledger, job.key() == null ? job.below(waiter) : job);
        }
        if (target.joined()
                && target.job() != null
                && target.job().standing().state().isLive()) {
            refuseCycle(ledger, waiter.id(), target.job().id());
        }
        return target;
    }

    private static Edge connect(Ledger ledger, JobRow waiter, Wait wait, JobRow target, boolean joined) {
        Long parent = target.parent();
        boolean child = parent != null && parent == waiter.id();
        boolean open = target.standing().state().isLive();
        var edge = new Edge(
                waiter.id(),
                wait.identity(),
                target.id(),
                !child,
                joined,
                true,
                open,
                open ? null : target.standing().endSeq(),
                null,
                wait.silenceMillis());
        ledger.edges().put(edge);
        return edge;
    }

    private void suspend(Ledger ledger, JobRow job) {
        boolean wasRunning = job.standing().state() == JobState.RUNNING;
        JobRow waiting = move(ledger, job, job.standing().waiting(), !wasRunning || !faults.breaks(Guarantee.G7));
        List<Edge> open = ledger.edges().openOf(job.id());
        ledger.record(
                waiting,
                Kind.WAITING,
                null,
                codec.ids(open.stream().map(Edge::target).distinct().toList()));
        for (Edge edge : open) {
            Long silence = edge.silenceMillis();
            if (silence != null) {
                ledger.afterCommit(() -> live.listenForSilence(edge.waiter(), edge.identity(), edge.target(), silence));
            }
        }
        ledger.afterCommit(() -> live.suspended(waiting));
        recheckTimeout(ledger, waiting.id());
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

    /** Something that the job waited for has ended. */
    private void wake(Ledger ledger, long waiter) {
        JobRow job = ledger.jobs().find(waiter).orElseThrow(() -> LifecycleErrors.notFound(waiter));
        boolean rests =
                job.standing().state() == JobState.WAITING && job.standing().stopping() == null;
        if (!rests || ledger.edges().hasOpen(waiter)) {
            return;
        }
        ledger.afterCommit(() -> live.timeoutCounts(job, false));
        queue(ledger, withActive(job), Cause.WOKEN, job.standing().token());
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
        wake(ledger, waiter);
    }

    // Steps and checkpoints ------------------------------------------------------------------------------------------

    public void checkpoint(Ledger ledger, long id, long token, String state) {
        JobRow job = writable(ledger, id, token);
        ledger.checkpoints().put(id, state);
        noteStored(ledger, job);
        faults.reach(Point.IN_CHECKPOINT);
    }

    /** What a step resulted in when it was done before. */
    public Optional<StepTable.Outcome> step(Ledger ledger, long id, long token, String identity) {
        busy(ledger, id, token);
        return ledger.steps().find(id, identity);
    }

    public void stepDone(Ledger ledger, long id, long token, String identity, StepTable.Outcome outcome) {
        JobRow job = writable(ledger, id, token);
        ledger.steps().put(id, identity, outcome);
        noteStored(ledger, job);
    }

    private void noteStored(Ledger ledger, JobRow job) {
        if (!job.standing().stored() || job.standing().crashes() > 0) {
            move(ledger, job, job.standing().withSomethingStored());
        }
    }

    /** The job, for a handler that may not have been replaced by another. */
    private static JobRow writable(Ledger ledger, long id, long token) {
        JobRow job = ledger.jobs()
                .find(id)
                .filter(row -> row.standing().token() == token)
                .orElseThrow(() -> LifecycleErrors.givenUp(id));
        if (job.standing().state() != JobState.RUNNING) {
            throw LifecycleErrors.waiting(id);
        }
        return job;
    }

    /** The same, for what must not begin once the job was asked to stop. */
    private static JobRow owned(Ledger ledger, long id, long token) {
        JobRow job = ledger.jobs()
                .find(id)
                .filter(row -> row.standing().token() == token)
                .orElseThrow(() -> LifecycleErrors.givenUp(id));
        StopReason stopping = job.standing().stopping();
        if (stopping != null) {
            throw new JobInterrupted(stopping);
        }
        return job;
    }

    private static JobRow busy(Ledger ledger, long id, long token) {
        JobRow job = owned(ledger, id, token);
        if (job.standing().state() != JobState.RUNNING) {
            throw LifecycleErrors.waiting(id);
        }
        return job;
    }

    // Commands -------------------------------------------------------------------------------------------------------

    public void pause(Ledger ledger, long id) {
        JobRow job = find(ledger, id);
        if (!job.standing().state().isLive()) {
            throw LifecycleErrors.illegal("paused", job);
        }
        StopReason stopping = job.standing().stopping();
        if (stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            throw LifecycleErrors.illegal("paused", job);
        }
        if (stopping == StopReason.PAUSE) {
            if (job.standing().resuming()) {
                move(ledger, job, job.standing().resuming(false));
            }
            return;
        }
        pauseBelow(ledger, job, id);
    }

    private void pauseBelow(Ledger ledger, JobRow job, long by) {
        boolean stops = job.standing().state().isLive()
                && job.standing().state() != JobState.PAUSED
                && job.standing().stopping() == null;
        if (stops) {
            if (job.standing().hasHandlerInMemory() && !faults.breaks(Guarantee.G8)) {
                askToStop(ledger, job, StopReason.PAUSE, null, by);
            } else {
                pauseNow(ledger, withActive(job), by, null);
            }
            for (JobRow child : ledger.jobs().childrenOf(job.id())) {
                pauseBelow(ledger, child, by);
            }
        }
    }

    private JobRow pauseNow(Ledger ledger, JobRow job, @Nullable Long by, @Nullable Forced forced) {
        JobRow paused = move(ledger, job, job.standing().paused(by));
        ledger.record(paused, Kind.PAUSED, null, codec.paused(forced));
        ledger.afterCommit(() -> {
            live.timeoutCounts(paused, false);
            live.dismissed(job);
        });
        recheckTimeoutsAbove(ledger, job.id());
        return paused;
    }

    private void askToStop(
            Ledger ledger, JobRow job, StopReason reason, @Nullable String words, @Nullable Long pausedBy) {
        JobRow stopping = move(ledger, job, job.standing().stopping(reason, words, pausedBy));
        ledger.record(stopping, Kind.STOPPING, (long) reason.ordinal(), null);
        ledger.afterCommit(() -> {
            live.askToStop(stopping, reason);
            if (reason == StopReason.PAUSE) {
                faults.reach(Point.IN_PAUSE);
            }
        });
    }

    public void resume(Ledger ledger, long id) {
        JobRow job = find(ledger, id);
        StopReason stopping = job.standing().stopping();
        if (!job.standing().state().isLive() || stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            throw LifecycleErrors.illegal("resumed", job);
        }
        Long pausedBy = job.standing().pausedBy();
        resumeBelow(ledger, job, pausedBy == null ? id : pausedBy);
    }

    private void resumeBelow(Ledger ledger, JobRow job, long by) {
        Long pausedBy = job.standing().pausedBy();
        if (pausedBy == null || pausedBy != by) {
            return;
        }
        if (job.standing().state() == JobState.PAUSED) {
            resumeNow(ledger, job);
        } else if (job.standing().stopping() == StopReason.PAUSE) {
            move(ledger, job, job.standing().resuming(true));
        }
        for (JobRow child : ledger.jobs().childrenOf(job.id())) {
            resumeBelow(ledger, child, by);
        }
    }

    private void resumeNow(Ledger ledger, JobRow job) {
        Long due = job.standing().dueAt();
        JobState to;
        if (due != null && due > ledger.now()) {
            to = JobState.SCHEDULED;
        } else {
            to = ledger.edges().hasOpen(job.id()) ? JobState.WAITING : JobState.QUEUED;
        }
        JobRow resumed = move(ledger, job, job.standing().resumedTo(to));
        ledger.record(resumed, Kind.RESUMED, (long) to.ordinal(), null);
        ledger.afterCommit(() -> {
            if (to == JobState.QUEUED) {
                live.ready(resumed);
            } else if (due != null && to == JobState.SCHEDULED) {
                live.dueBy(due);
            } else {
                live.timeoutCounts(resumed, true);
            }
        });
        recheckTimeoutsAbove(ledger, job.id());
        recheckTimeout(ledger, job.id());
    }

    public void cancel(Ledger ledger, long id, String reason) {
        JobRow job = find(ledger, id);
        switch (job.standing().state()) {
            case COMPLETED, FAILED -> throw LifecycleErrors.illegal("cancelled", job);
            case CANCELLED -> {}
            case QUARANTINED -> cancelNow(ledger, job, reason, null);
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED -> cancelBelow(ledger, job, reason);
        }
    }

    private void cancelBelow(Ledger ledger, JobRow job, String reason) {
        if (!job.standing().state().isLive() || job.standing().stopping() == StopReason.CANCEL) {
            return;
        }
        if (job.standing().hasHandlerInMemory()) {
            askToStop(ledger, job, StopReason.CANCEL, reason, null);
        } else {
            cancelNow(ledger, job, reason, null);
        }
        for (JobRow child : ledger.jobs().childrenOf(job.id())) {
            cancelBelow(ledger, child, reason);
        }
        if (faults.breaks(Guarantee.G6)) {
            for (Edge edge : ledger.edges().of(job.id())) {
                ledger.jobs().find(edge.target()).ifPresent(target -> cancelBelow(ledger, target, reason));
            }
        }
    }

    private void cancelNow(Ledger ledger, JobRow job, String reason, @Nullable Forced forced) {
        end(ledger, job, JobState.CANCELLED, Kind.CANCELLED, codec.cancelled(reason, forced));
    }

    public void retry(Ledger ledger, long id) {
        JobRow job = find(ledger, id);
        switch (job.standing().state()) {
            case COMPLETED -> throw LifecycleErrors.illegal("retried", job);
            case SCHEDULED, QUEUED, RUNNING, WAITING, PAUSED -> {}
            case QUARANTINED -> release(ledger, job);
            case FAILED, CANCELLED -> {
                holderOfKey(ledger, job).ifPresent(holder -> {
                    throw LifecycleErrors.keyTaken(job, holder);
                });
                beginNewAttempt(ledger, job);
                JobRow again = move(ledger, job, job.standing().retried());
                ledger.record(again, Kind.QUEUED, cause(Cause.RETRY), null);
                ledger.afterCommit(() -> live.ready(again));
            }
        }
    }

    private static Optional<JobRow> holderOfKey(Ledger ledger, JobRow job) {
        return job.key() == null ? Optional.empty() : ledger.jobs().liveByKey(job.type(), job.key());
    }

    /** The job ran and waited for as long as it may. */
    public void timeout(Ledger ledger, long id) {
        Optional<JobRow> found = ledger.jobs().find(id);
        if (found.isEmpty() || found.get().standing().stopping() != null) {
            return;
        }
        JobRow job = found.get();
        boolean counts =
                job.standing().state() == JobState.RUNNING || job.standing().state() == JobState.WAITING;
        if (counts && job.standing().hasHandlerInMemory()) {
            askToStop(ledger, job, StopReason.TIMEOUT, null, null);
        } else if (counts) {
            fail(ledger, job, timeoutError(job), null);
        }
    }

    // Quarantine -----------------------------------------------------------------------------------------------------

    /** The job cannot be read, or nobody can run it. It keeps everything but its key. */
    public void quarantine(Ledger ledger, JobRow job, JobException reason) {
        if (!job.standing().state().isLive()) {
            return;
        }
        JobError error = JobError.of(reason, job.standing().attempt());
        EventRow event = ledger.record(job, Kind.QUARANTINED, null, codec.failed(error, null));
        JobRow put = move(ledger, job, job.standing().quarantined(event.seq()));
        tellWaiters(ledger, put, event);
    }

    /** The handler could not make sense of what is stored. */
    public void quarantine(Ledger ledger, long id, long token, JobException reason) {
        ledger.jobs()
                .find(id)
                .filter(job -> job.standing().token() == token)
                .ifPresent(job -> quarantine(ledger, job, reason));
    }

    /** The job can be read again. */
    public void release(Ledger ledger, JobRow job) {
        Optional<JobRow> holder = holderOfKey(ledger, job);
        if (holder.isPresent()) {
            cancelNow(ledger, job, "superseded by " + new JobId(holder.get().id()), null);
        } else {
            queue(ledger, job, Cause.RELEASED, 0);
        }
    }

    // After a crash --------------------------------------------------------------------------------------------------

    /**
     * The process ended while the job ran.
     *
     * @param limit how many such ends in a row fail it; 0 for any number
     */
    public void crashed(Ledger ledger, JobRow job, int limit) {
        StopReason stopping = job.standing().stopping();
        if (stopping != null && stopping != StopReason.SHUTDOWN) {
            stopped(ledger, job, stopping, null);
            return;
        }
        Standing after = job.standing().crashed(!job.standing().stored());
        if (limit > 0 && after.crashes() >= limit) {
            JobError error = JobError.of(
                    LifecycleErrors.crashed(after.crashes()), job.standing().attempt());
            fail(ledger, job, error, null);
            return;
        }
        JobRow queued = move(ledger, job, after);
        ledger.record(queued, Kind.QUEUED, cause(Cause.CRASH), null);
        ledger.afterCommit(() -> live.ready(queued));
    }

    /** The process ended while the job waited, or was about to go on. */
    public void handlerLost(Ledger ledger, JobRow job) {
        StopReason stopping = job.standing().stopping();
        if (stopping != null && stopping != StopReason.SHUTDOWN) {
            stopped(ledger, job, stopping, null);
            return;
        }
        JobRow alone = job.standing().hasHandlerInMemory()
                ? move(ledger, job, job.standing().withoutHandler())
                : job;
        if (alone.standing().state() == JobState.WAITING) {
            if (ledger.edges().hasOpen(job.id())) {
                ledger.afterCommit(() -> live.timeoutCounts(alone, true));
                recheckTimeout(ledger, job.id());
            } else {
                queue(ledger, alone, Cause.WOKEN, 0);
            }
        }
    }

    // Common moves ---------------------------------------------------------------------------------------------------

    private static JobRow find(Ledger ledger, long id) {
        return ledger.jobs().find(id).orElseThrow(() -> LifecycleErrors.notFound(id));
    }

    private JobRow queue(Ledger ledger, JobRow job, Cause cause, long token) {
        JobRow queued = move(ledger, job, job.standing().queued(token));
        ledger.record(queued, Kind.QUEUED, cause(cause), null);
        if (cause != Cause.SHUTDOWN) {
            ledger.afterCommit(() -> live.ready(queued));
        }
        return queued;
    }

    private static Long cause(Cause cause) {
        return (long) cause.ordinal();
    }

    private JobRow withActive(JobRow job) {
        return job.with(job.standing().withActive(live.activeMillis(job)));
    }

    /** The state and everything that is told of it move together; a slot is given back where one was held. */
    private JobRow move(Ledger ledger, JobRow job, Standing to, boolean frees) {
        if (!ledger.jobs().move(job, to)) {
            throw new IllegalStateException("%s moved on its own, to %s".formatted(job, to.state()));
        }
        boolean leavesSlot = job.standing().state() == JobState.RUNNING && to.state() != JobState.RUNNING;
        if (leavesSlot && frees) {
            ledger.afterCommit(() -> live.slotFreed(job.id(), job.queue()));
        }
        return job.with(to);
    }

    private JobRow move(Ledger ledger, JobRow job, Standing to) {
        return move(ledger, job, to, true);
    }

    // Timeouts stand still while everything that is waited for is paused
    // ------------------------------------------------

    private void recheckTimeoutsAbove(Ledger ledger, long target) {
        if (live.anyTimeouts()) {
            recheckAbove(ledger, target, new HashSet<>());
        }
    }

    private void recheckAbove(Ledger ledger, long target, Set<Long> seen) {
        for (Edge edge : ledger.edges().openOn(target)) {
            if (seen.add(edge.waiter())) {
                recheckTimeout(ledger, edge.waiter());
                recheckAbove(ledger, edge.waiter(), seen);
            }
        }
    }

    private void recheckTimeout(Ledger ledger, long waiter) {
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

    private static boolean standsStill(Ledger ledger, JobRow job, Set<Long> seen) {
        return switch (job.standing().state()) {
            case PAUSED -> true;
            case WAITING ->
                seen.add(job.id())
                        && ledger.edges().openOf(job.id()).stream()
                                .allMatch(edge -> ledger.jobs()
                                        .find(edge.target())
                                        .filter(target -> standsStill(ledger, target, seen))
                                        .isPresent());
            case SCHEDULED, QUEUED, RUNNING, COMPLETED, FAILED, CANCELLED, QUARANTINED -> false;
        };
    }
}
