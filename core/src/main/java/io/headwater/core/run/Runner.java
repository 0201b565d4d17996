package io.headwater.core.run;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.fault.Faults;
import io.headwater.core.journal.Awaited;
import io.headwater.core.journal.Command;
import io.headwater.core.journal.Companion;
import io.headwater.core.journal.Edge;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Journal;
import io.headwater.core.journal.Ledger;
import io.headwater.core.journal.Reply;
import io.headwater.core.lifecycle.Lifecycle;
import io.headwater.core.lifecycle.LiveJobs;
import io.headwater.core.lifecycle.Start;
import io.headwater.core.progress.ProgressBoard;
import io.headwater.core.queue.Place;
import io.headwater.core.queue.Queues;
import io.headwater.core.queue.Queues.Turn;
import io.headwater.core.time.TimeSource;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.StopReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * What is in memory about jobs: who may start, who runs, whose alarm is set. Everything here happens on the journal's
 * thread, between two transactions, unless it says otherwise.
 */
public final class Runner implements LiveJobs, Companion {
    private static final int DUE_AT_ONCE = 500;
    private static final Duration SOON = Duration.ofSeconds(30);
    /** After two ends of the process under a job it is a suspect: those run one at a time. */
    private static final int SUSPECT_FROM = 2;

    private final Journal journal;
    private final Queues queues;
    private final EndWatch ends;
    private final ProgressBoard progress;
    private final TimeSource time;
    private final EventCodec events;
    private final int crashLimit;
    private final Admission admission;
    private final Leftovers leftovers;
    private final JobLog log;
    private final Timeouts timeouts;
    private final Lifecycle lifecycle;
    private final Surroundings surroundings;

    private final Map<Long, Run> runs = new HashMap<>();
    private final ArrayDeque<JobRow> heldSuspects = new ArrayDeque<>();
    private long suspectAtWork;
    /** By the current transaction. */
    private boolean suspectTaken;

    private boolean suspectFreed;
    private Disposable dueAlarm = Disposables.disposed();
    private long dueAlarmFor = Long.MAX_VALUE;
    private boolean stopped;
    private @Nullable Runnable quietWatcher;

    /** What the runner is given. */
    public record Parts(
            Journal journal,
            Queues queues,
            JobCodec codec,
            EventCodec events,
            Workers workers,
            BlockingCalls blocking,
            EndWatch ends,
            ProgressBoard progress,
            JobLog log,
            Access access,
            TimeSource time,
            Duration grace,
            int crashLimit,
            Admission admission,
            Faults faults) {}

    public Runner(Parts parts) {
        journal = parts.journal();
        queues = parts.queues();
        ends = parts.ends();
        progress = parts.progress();
        time = parts.time();
        crashLimit = parts.crashLimit();
        admission = parts.admission();
        events = parts.events();
        log = parts.log();
        leftovers = new Leftovers(time);
        timeouts = new Timeouts(time, this::timedOut);
        lifecycle = Lifecycle.of(
                events, this, parts.faults(), () -> ThreadLocalRandom.current().nextDouble());
        surroundings = new Surroundings(
                journal,
                lifecycle,
                parts.codec(),
                events,
                parts.workers(),
                parts.blocking(),
                progress,
                log,
                leftovers,
                ends,
                parts.access(),
                time,
                parts.grace(),
                parts.faults());
    }

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    // Queues ---------------------------------------------------------------------------------------------------------

    @Override
    public void ready(JobRow job) {
        if (mayStartFrom(job.queue())) {
            queues.add(
                    job.queue(),
                    new Place(job.id(), job.priority(), job.standing().entry() > 0));
        }
    }

    @Override
    public String queueFor(JobRow job) {
        return queues.has(job.queue()) ? job.queue() : Queues.DEFAULT;
    }

    @Override
    public void lend(JobRow job, int priority) {
        if (mayStartFrom(job.queue())) {
            Integer lent = priority > job.priority() ? (Integer) priority : null;
            queues.lend(job.queue(), job.id(), lent, job.standing().entry() > 0);
        }
    }

    /** An engine that is opened for few jobs, or none, may not have the queues of the others. */
    private boolean mayStartFrom(String queue) {
        return admission.everybody() || !admission.nobody() && queues.has(queue);
    }

    @Override
    public void needed(Ledger ledger, JobRow job) {
        if (!admission.everybody()) {
            readyBelow(ledger, job.id());
        }
    }

    /** The job and all that it needs, as far as they are queued. */
    private void readyBelow(Ledger ledger, long job) {
        Admission.closure(ledger, job, live -> {
            if (live.standing().state() == JobState.QUEUED) {
                ready(live);
            }
        });
    }

    /** Those who are queued when the engine starts; whoever is not admitted costs no memory. */
    public void readyAdmitted(Ledger ledger) {
        if (!admission.nobody()) {
            readyBelow(ledger, admission.top());
        }
    }

    public boolean admitsEverybody() {
        return admission.everybody();
    }

    @Override
    public void slotFreed(long job, String queue) {
        if (mayStartFrom(queue)) {
            queues.release(queue, job);
        }
        suspectFreed |= suspectAtWork == job;
    }

    /** Who is queued and started one right after the other is told of in one row. */
    @Override
    public void applied(Ledger ledger) {
        if (!stopped) {
            for (Turn next = queues.takeOneOfFew(); next != null; next = queues.takeOneOfFew()) {
                start(ledger, next);
            }
        }
    }

    @Override
    public void beforeCommit(Ledger ledger) {
        if (!stopped) {
            for (List<Turn> next = queues.takeAll(); !next.isEmpty(); next = queues.takeAll()) {
                ledger.jobs().fetch(next.stream().map(Turn::job).toList());
                next.forEach(turn -> start(ledger, turn));
            }
        }
    }

    private void start(Ledger ledger, Turn turn) {
        if (!admits(ledger, turn.job()) || lifecycle.running().start(ledger, turn.job()) == null) {
            queues.giveBack(turn);
        }
    }

    private boolean admits(Ledger ledger, long id) {
        return admission.everybody()
                || ledger.jobs()
                        .find(id)
                        .filter(job -> admission.admits(ledger, job))
                        .isPresent();
    }

    @Override
    public int room(int ending) {
        return queues.room(ending);
    }

    @Override
    public void undone() {
        queues.undo();
        progress.undone();
        if (suspectTaken) {
            suspectTaken = false;
            suspectAtWork = 0;
        }
        suspectFreed = false;
    }

    @Override
    public void committed() {
        queues.keep();
        suspectTaken = false;
        if (suspectFreed) {
            suspectFreed = false;
            suspectAtWork = 0;
        }
        if (suspectAtWork == 0 && !heldSuspects.isEmpty()) {
            JobRow next = heldSuspects.remove(); // it may have ended meanwhile: then the next commit finds another
            submit(ledger -> {
                readyAgain(ledger, next.id());
                return next.id();
            });
        }
    }

    @Override
    public boolean admits(JobRow job) {
        if (leftovers.inTheWayOf(job) != null) {
            return false;
        }
        if (!isSuspect(job)) {
            return true;
        }
        // Taken at once, because the same transaction may want to start several; given back with the slot.
        if (suspectAtWork == 0) {
            suspectAtWork = job.id();
            suspectTaken = true;
        }
        return suspectAtWork == job.id();
    }

    private boolean isSuspect(JobRow job) {
        return crashLimit > 0 && job.standing().crashes() >= SUSPECT_FROM;
    }

    @Override
    public void hold(JobRow job) {
        List<String> open = leftovers.inTheWayOf(job);
        if (open == null && isSuspect(job) && suspectAtWork != 0) {
            heldSuspects.add(job);
            return;
        }
        if (open != null) {
            say(
                    job,
                    "Waits for at most %d minutes until calls of an earlier run have returned: %s"
                            .formatted(Leftovers.LONGEST_WAIT.toMinutes(), String.join("; ", open)));
        }
        leftovers.whenGone(
                job,
                () -> submit(ledger -> {
                    readyAgain(ledger, job.id());
                    return job.id();
                }));
    }

    /** What had to be held back may start, with what is lent to it by now. */
    private void readyAgain(Ledger ledger, long id) {
        ledger.jobs().find(id).ifPresent(job -> {
            ready(job);
            lifecycle.running().lend(ledger, job);
        });
    }

    private void say(JobRow job, String message) {
        log.add(job, LogLevel.WARN, message);
    }

    // Progress -------------------------------------------------------------------------------------------------------

    @Override
    public void starts(Ledger ledger, JobRow job) {
        progress.starts(ledger, job);
    }

    @Override
    public void counts(Ledger ledger, Edge edge) {
        progress.counts(ledger, edge);
    }

    @Override
    public void endsUnattended(Ledger ledger, JobRow job) {
        progress.endsUnattended(ledger, job.id());
    }

    // Alarms ---------------------------------------------------------------------------------------------------------

    @Override
    public void dueBy(long moment) {
        if (moment < dueAlarmFor && !stopped) {
            dueAlarm.dispose();
            dueAlarmFor = moment;
            long now = time.nanos();
            dueAlarm = time.at(now + untilCheck(moment).toNanos(), this::checkDue);
        }
    }

    /** The wall clock may jump, so a far moment is looked at again before it should have come. */
    private Duration untilCheck(long moment) {
        Duration left = Duration.ofMillis(Math.max(0, moment - time.now().toEpochMilli()));
        if (left.compareTo(SOON) > 0) {
            return SOON;
        }
        return left.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : left;
    }

    private void checkDue() {
        submit(ledger -> {
            ledger.afterCommit(() -> dueAlarmFor = Long.MAX_VALUE);
            lifecycle.dispatching().due(ledger, DUE_AT_ONCE);
            return 0;
        });
    }

    @Override
    public void timeoutCounts(JobRow job, boolean counts) {
        Long limit = counts ? events.optionsOf(job).timeout() : null;
        if (limit != null) {
            timeouts.count(job, limit);
        } else {
            timeouts.stand(job.id());
        }
    }

    @Override
    public long activeMillis(JobRow job) {
        return timeouts.usedBy(job);
    }

    @Override
    public boolean anyTimeouts() {
        return timeouts.areAny();
    }

    private void timedOut(long job) {
        submit(ledger -> {
            lifecycle.steering().timeout(ledger, job);
            return job;
        });
    }

    @Override
    public void listenForSilence(long waiter, String identity, long target, long silenceMillis) {
        time.after(
                Duration.ofMillis(silenceMillis),
                () -> submit(ledger -> {
                    ledger.afterCommit(() -> checkSilence(waiter, identity, target, silenceMillis));
                    return target;
                }));
    }

    /** Only what runs can be silent; whoever is queued, paused or waiting has an excuse. */
    private void checkSilence(long waiter, String identity, long target, long silenceMillis) {
        Run awaited = runs.get(target);
        boolean works = awaited != null && awaited.job().standing().state() == JobState.RUNNING && !awaited.isResting();
        long silentFor = works ? progress.silentFor(target) : 0;
        if (works && silentFor >= silenceMillis) {
            submit(ledger -> {
                lifecycle.waiting().silent(ledger, waiter, identity);
                return waiter;
            });
            return;
        }
        submit(ledger -> {
            boolean waits = ledger.edges()
                    .find(waiter, identity)
                    .filter(edge -> edge.open())
                    .isPresent();
            if (waits) {
                ledger.afterCommit(
                        () -> listenForSilence(waiter, identity, target, Math.max(1, silenceMillis - silentFor)));
            }
            return waits;
        });
    }

    @Override
    public void lingers(long job, long leave, long millis) {
        time.after(
                Duration.ofMillis(millis),
                () -> submit(ledger -> {
                    lifecycle.steering().lingered(ledger, job, leave, millis);
                    return job;
                }));
    }

    // Runs -----------------------------------------------------------------------------------------------------------

    @Override
    public void begin(Start start) {
        JobRow job = start.job();
        progress.started(job);
        Run present = runs.get(job.id());
        if (start.goesOn() && present != null) {
            present.goOn(start);
            return;
        }
        var run = new Run(surroundings, job);
        runs.put(job.id(), run);
        run.begin();
        if (stopped) {
            run.askToStop(StopReason.SHUTDOWN);
        }
    }

    @Override
    public void suspended(JobRow job, Awaited awaited) {
        progress.waits(job, awaited);
        Run run = runs.get(job.id());
        if (run != null) {
            run.suspended();
        }
    }

    @Override
    public void askToStop(JobRow job, StopReason reason) {
        Run run = runs.get(job.id());
        if (run != null) {
            run.askToStop(reason);
        }
    }

    @Override
    public void handlerGone(JobRow job) {
        runs.remove(job.id());
    }

    @Override
    public void dismissed(JobRow job) {
        runs.remove(job.id());
        log.forget(job.id());
        if (!job.standing().state().isLive() || job.standing().entry() == 0) {
            timeouts.forget(job.id());
        } else {
            timeouts.stand(job.id());
        }
    }

    @Override
    public void ended(JobRow job, EventRow end) {
        timeouts.forget(job.id());
        progress.ended(job);
        ends.ended(end);
    }

    @Override
    public Set<String> awaitedBy(long job) {
        Run run = runs.get(job);
        return run == null ? Set.of() : run.awaited();
    }

    // Shutdown -------------------------------------------------------------------------------------------------------

    /** Nothing starts any more, and all handlers are asked to stop; answers when the last one is gone. */
    public void stop(Runnable whenQuiet) {
        Command<Integer> stop = ledger -> {
            stopped = true; // from this very transaction on
            ledger.afterCommit(() -> {
                dueAlarm.dispose();
                runs.values().forEach(run -> run.askToStop(StopReason.SHUTDOWN));
                awaitQuiet(whenQuiet);
            });
            return 0;
        };
        journal.submit(stop, new Reply<>() {
            @Override
            public void done(Integer unused) {
                // Whoever runs last tells.
            }

            @Override
            public void failed(Throwable nothingIsWrittenAnyMore) {
                whenQuiet.run();
            }
        });
    }

    private void awaitQuiet(Runnable whenQuiet) {
        if (runs.isEmpty()) {
            whenQuiet.run();
        } else {
            quietWatcher = whenQuiet;
        }
    }

    @Override
    public void afterBatch() {
        if (!stopped && queues.anyStart()) {
            journal.follow(ledger -> 0); // a queue has got room by something else than a job's end
        }
        Runnable watcher = quietWatcher;
        if (watcher != null && runs.isEmpty()) {
            quietWatcher = null;
            watcher.run();
        }
    }

    private void submit(Command<?> command) {
        journal.submit(command, Reply.ignored());
    }
}
