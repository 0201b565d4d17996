package io.headwater.core.lifecycle;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.NewJob;
import io.headwater.core.journal.RequestTable.Answered;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobEvent.Kind;
import io.headwater.jobs.StopReason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Into the store: new jobs, joined ones, and those whose time has come. */
public final class Dispatching {
    private static final long REQUESTS_KEPT_MILLIS = Duration.ofHours(24).toMillis();

    private final LiveJobs live;
    private final Faults faults;
    private final Moves moves;
    private final LastWaiters lastWaiters;

    Dispatching(LiveJobs live, Faults faults, Moves moves, LastWaiters lastWaiters) {
        this.live = live;
        this.faults = faults;
        this.moves = moves;
        this.lastWaiters = lastWaiters;
    }

    /** A host's dispatch: stores a job, or joins the live one that has its key. */
    public Dispatched dispatch(Ledger ledger, NewJob job) {
        Dispatched made = place(ledger, job);
        if (made.joined() && made.job() != null) {
            lastWaiters.joinedByHost(ledger, made.job());
        }
        return made;
    }

    /** The same under a name that the client gave: asked for again within a day, it is the same job. */
    public Dispatched dispatch(Ledger ledger, NewJob job, Request request) {
        Optional<Answered> before = ledger.requests().find(request.key(), ledger.now());
        if (before.isPresent()) {
            if (!before.get().body().equals(request.body())) {
                throw LifecycleErrors.requestConflict(
                        request.key(), before.get().job());
            }
            return Dispatched.before(before.get().job());
        }
        Dispatched made = dispatch(ledger, job);
        if (!made.mustWait()) {
            ledger.requests().forgetExpired(ledger.now());
            ledger.requests()
                    .put(request.key(), new Answered(request.body(), made.id()), ledger.now() + REQUESTS_KEPT_MILLIS);
        }
        return made;
    }

    /** A handler's: without a key it becomes the handler's child. */
    Dispatched place(Ledger ledger, NewJob job, JobRow origin) {
        Dispatched made = place(ledger, job.key() == null ? job.below(origin) : job);
        if (!made.joined() && made.job() != null) {
            lastWaiters.dispatched(ledger, made.job());
        }
        return made;
    }

    private Dispatched place(Ledger ledger, NewJob job) {
        NewJob timely = job.dueAt() != null && job.dueAt() <= ledger.now() ? job.dueAtOnce() : job;
        Optional<JobRow> fresh = ledger.insert(faults.breaks(Guarantee.G5) ? withoutSharing(timely) : timely);
        if (fresh.isPresent()) {
            announce(ledger, fresh.get());
            return Dispatched.fresh(fresh.get());
        }
        JobRow holder = holderOfKey(ledger, job);
        // Between versions the key alone decides: nobody's upcaster runs inside a transaction.
        if (holder.version() == job.version() && !holder.params().equals(job.params())) {
            throw LifecycleErrors.keyConflict(holder);
        }
        StopReason stopping = holder.standing().stopping();
        if (stopping == StopReason.CANCEL || stopping == StopReason.TIMEOUT) {
            return Dispatched.after(holder.id());
        }
        return Dispatched.joined(bringForward(ledger, raised(ledger, holder, job.priority()), job.dueAt()));
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
            ledger.record(job, Kind.QUEUED, Moves.cause(Cause.DISPATCH), null);
            live.ready(job);
        } else {
            ledger.record(job, Kind.SCHEDULED, due, null);
            ledger.afterCommit(() -> live.dueBy(due));
        }
    }

    /** Whoever joins lends his priority for good: unlike a waiter he never leaves. */
    private JobRow raised(Ledger ledger, JobRow holder, int priority) {
        if (priority <= holder.priority()) {
            return holder;
        }
        JobRow raised = ledger.jobs().raise(holder, priority);
        moves.lending().joined(ledger, raised);
        return raised;
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
                    yield moves.queue(ledger, holder, Cause.DUE, 0);
                }
                JobRow moved = moves.move(ledger, holder, holder.standing().dueAt(moment));
                ledger.record(moved, Kind.SCHEDULED, moment, null);
                ledger.afterCommit(() -> live.dueBy(moment));
                yield moved;
            }
            case PAUSED -> moves.move(ledger, holder, holder.standing().dueAt(moment));
            case QUEUED, RUNNING, WAITING, COMPLETED, FAILED, CANCELLED, QUARANTINED -> holder;
        };
    }

    /** A dispatch made by a handler: remembered, so that the handler gets the same job when it is run again. */
    public Dispatched dispatchFrom(Ledger ledger, long waiter, long token, Wait wanted) {
        JobRow origin = Moves.busy(ledger, waiter, token);
        Optional<Edge> known = ledger.edges().find(waiter, wanted.identity());
        if (known.isPresent()) {
            long target = known.get().target();
            JobRow there = ledger.jobs().find(target).orElseThrow(() -> LifecycleErrors.pruned(target));
            return new Dispatched(there.id(), there, known.get().joined(), 0);
        }
        NewJob job = Objects.requireNonNull(wanted.job(), "nothing to be dispatched");
        Dispatched made = place(ledger, job, origin);
        JobRow target = made.job();
        if (target != null) {
            double weight = weight(ledger, waiter, wanted, made);
            connect(
                    ledger,
                    new Edge(
                            waiter,
                            wanted.identity(),
                            target.id(),
                            job.key() != null,
                            made.joined(),
                            false,
                            false,
                            null,
                            null,
                            null,
                            weight));
            moves.noteStored(ledger, origin);
        }
        return made;
    }

    /** A job counts once: where a handler names it again, what it said first holds. */
    static double weight(Ledger ledger, long waiter, Wait wanted, Dispatched made) {
        return made.joined() && ledger.edges().leads(waiter, made.id()) ? 0 : wanted.weight();
    }

    void connect(Ledger ledger, Edge edge) {
        ledger.edges().put(edge);
        if (edge.weight() > 0) {
            live.counts(ledger, edge);
        }
    }

    /** Those whose time has come. */
    public void due(Ledger ledger, int limit) {
        for (JobRow job : ledger.jobs().due(ledger.now(), limit)) {
            moves.queue(ledger, job, Cause.DUE, 0);
        }
        ledger.jobs().nextDue().ifPresent(next -> ledger.afterCommit(() -> live.dueBy(next)));
    }
}
