package io.headwater.core.run;

import io.headwater.core.fault.Guarantee;
import io.headwater.core.journal.Command;
import io.headwater.core.journal.JobRow;
import io.headwater.core.journal.Reply;
import io.headwater.core.lifecycle.Finish;
import io.headwater.core.lifecycle.Start;
import io.headwater.core.lifecycle.Start.Outcome;
import io.headwater.core.lifecycle.Waited;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Forced;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.StopReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One handler in memory, from its start until it is quiet. It may rest while the job waits, and be run again from the
 * top; its token stays the same.
 *
 * <p>A run reports its end once: when the handler's {@code Mono} has ended and nothing of it is open, or when the engine
 * has given it up.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger("headwater.jobs");

    /** What the run is about to do when it is quiet. */
    private enum Turn {
        /** Nothing: the handler is at work, or rests. */
        NONE,
        /** It was let go of while the job waits: when the job goes on, another run takes its place. */
        LEAVE,
        /** It is run again at once. */
        RUN_AGAIN
    }

    private final Surroundings engine;
    private final OpenCalls calls;
    private final Sinks.One<StopReason> interruption = Sinks.one();
    private final Set<PendingAwait<?>> pending = ConcurrentHashMap.newKeySet();
    private final Set<String> identities = new HashSet<>();

    private volatile JobRow job;
    private volatile boolean resting;
    private volatile @Nullable StopReason asked;

    // Guarded by this.
    private Disposable handler = Disposables.disposed();
    private Disposable alarm = Disposables.disposed();
    private Turn turn = Turn.NONE;
    /** The handler is being let go of and may still be at work. */
    private boolean leaving;

    private @Nullable Finish outcome;
    private boolean reported;
    private boolean lentThread;

    Run(Surroundings engine, JobRow job) {
        this.engine = engine;
        this.job = job;
        calls = new OpenCalls(this::quiet);
    }

    JobRow job() {
        return job;
    }

    long id() {
        return job.id();
    }

    long token() {
        return job.standing().token();
    }

    Surroundings engine() {
        return engine;
    }

    OpenCalls calls() {
        return calls;
    }

    boolean isResting() {
        return resting;
    }

    // Running --------------------------------------------------------------------------------------------------------

    void begin() {
        onWorker(this::runHandler);
    }

    /** On the journal's thread: the job has its slot back, with the ends of all that it waited for. */
    void goOn(Start start) {
        job = start.job();
        resting = false;
        deliver(start.outcomes()); // nobody is there to hear it where the handler was let go of
    }

    private void deliver(Map<String, Outcome> outcomes) {
        var covered = new ArrayList<PendingAwait<?>>();
        for (PendingAwait<?> await : pending) {
            if (await.isCovered(outcomes)) {
                pending.remove(await);
                covered.add(await);
            } else if (await.asksWhenStarted) {
                await.asksWhenStarted = false;
                ask(await);
            }
        }
        if (!covered.isEmpty()) {
            onWorker(() -> covered.forEach(await -> await.answer(outcomes)));
        }
    }

    @SuppressWarnings("unchecked") // the type was registered with its handler
    private void runHandler() {
        var subscriber = new HandlerEnd();
        synchronized (this) {
            if (reported || outcome != null) {
                return;
            }
            identities.clear();
            handler = subscriber;
        }
        Job<Object> work;
        JobHandler<Job<Object>, Object> chosen;
        try {
            work = (Job<Object>) engine.codec().jobIn(job);
            chosen = (JobHandler<Job<Object>, Object>)
                    engine.codec().typeNamed(job.type()).handler();
        } catch (JobException unreadable) {
            quarantine(unreadable);
            return;
        }
        Mono<Object> mono;
        try {
            mono = chosen.run(work, new RunContext(this));
            if (mono == null) {
                throw new NullPointerException("the handler returned null instead of a Mono");
            }
        } catch (Throwable failure) {
            mono = Mono.error(failure);
        }
        try {
            mono.contextWrite(LateErrors::heardIn).subscribe(subscriber);
        } catch (Throwable fatal) {
            // Reactor lets what is fatal to a JVM pass; it is fatal to this job only.
            subscriber.hookOnError(fatal);
        }
    }

    void quarantine(JobException reason) {
        synchronized (this) {
            if (reported) {
                return;
            }
            reported = true;
            alarm.dispose();
        }
        submit(ledger -> {
            engine.lifecycle().restarting().quarantine(ledger, id(), token(), reason);
            return id();
        });
    }

    private final class HandlerEnd extends BaseSubscriber<Object> {
        private @Nullable Object value;

        @Override
        protected void hookOnNext(Object result) {
            value = result;
        }

        @Override
        protected void hookOnComplete() {
            try {
                String result = value == null ? null : engine.codec().write("The job's result", value);
                handlerEnded(this, Finish.completed(result));
            } catch (JobException unwritable) {
                handlerEnded(
                        this,
                        Finish.failed(JobError.of(unwritable, job.standing().attempt())));
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            if (failure instanceof OutOfMemoryError) {
                LOG.error("Job {} ran out of memory, which others may feel as well", new JobId(id()), failure);
            }
            JobError error = story(failure);
            if (asked == null) {
                handlerEnded(this, Finish.failed(error));
                return;
            }
            if (!(failure instanceof JobInterrupted)) {
                log(LogLevel.INFO, "Ended while it was being stopped: " + error.message());
            }
            handlerEnded(this, Finish.stopped(error, null));
        }
    }

    private JobError story(Throwable failure) {
        Throwable told = engine.faults().breaks(Guarantee.G15)
                ? new IllegalStateException(failure.getClass().getName())
                : failure;
        return JobError.of(told, job.standing().attempt());
    }

    private void handlerEnded(Disposable which, Finish finish) {
        synchronized (this) {
            if (handler != which || turn != Turn.NONE || outcome != null) {
                return; // it was let go of before
            }
            outcome = finish;
        }
        if (calls.areNone()) {
            quiet();
        }
    }

    /** Nothing of the handler is open: do what was put off until then. */
    private void quiet() {
        Finish end = null;
        boolean again = false;
        boolean gone = false;
        synchronized (this) {
            if (!calls.areNone() || leaving) {
                return;
            }
            if (reported) {
                returnThread();
                engine.leftovers().closed(calls);
                return;
            }
            if (outcome != null) {
                end = outcome;
                reported = true;
                alarm.dispose();
            } else if (turn != Turn.NONE && asked != null) {
                outcome = stoppedAsAsked();
                end = outcome;
                reported = true;
                alarm.dispose();
            } else if (turn == Turn.RUN_AGAIN) {
                turn = Turn.NONE;
                again = true;
            } else if (turn == Turn.LEAVE) {
                reported = true;
                gone = true;
            }
        }
        if (gone) {
            submit(ledger -> {
                engine.lifecycle().running().letGo(ledger, id(), token());
                return id();
            });
        } else if (again) {
            begin();
        } else if (end != null) {
            report(end);
        }
    }

    private void returnThread() {
        if (lentThread) {
            lentThread = false;
            engine.workers().takeOneBack();
        }
    }

    private void quietLater() {
        engine.workers().execute(id(), this::quiet);
    }

    private Finish stoppedAsAsked() {
        StopReason reason = asked == null ? StopReason.SHUTDOWN : asked;
        return Finish.stopped(
                JobError.of(new JobInterrupted(reason), job.standing().attempt()), null);
    }

    private void report(Finish finish) {
        pending.clear();
        engine.progress().flush(id(), finish.error() == null);
        submit(ledger -> {
            engine.lifecycle().running().finish(ledger, id(), token(), finish);
            return id();
        });
    }

    // Re-entry -------------------------------------------------------------------------------------------------------

    /** The job waits. Where a test forces it, the handler is let go of and is run from the top afterwards. */
    void suspended() {
        resting = true;
        if (engine.faults().forcesReentry()) {
            letGo(Turn.LEAVE);
        }
    }

    void runAgain() {
        letGo(Turn.RUN_AGAIN);
    }

    private void letGo(Turn next) {
        Disposable left;
        synchronized (this) {
            if (turn != Turn.NONE || outcome != null || reported) {
                return;
            }
            turn = next;
            leaving = true;
            left = handler;
            pending.clear();
        }
        engine.workers().execute(id(), () -> dispose(left));
    }

    private void dispose(Disposable left) {
        left.dispose();
        synchronized (this) {
            leaving = false;
        }
        quiet();
    }

    // Stopping -------------------------------------------------------------------------------------------------------

    void askToStop(StopReason reason) {
        synchronized (this) {
            if (asked != null || reported) {
                return;
            }
            asked = reason;
            alarm = engine.time().after(engine.grace(), this::force);
        }
        onWorker(() -> {
            interruption.tryEmitValue(reason);
            pending.forEach(await -> await.fail(new JobInterrupted(reason)));
            pending.clear();
        });
        quietLater(); // it may be let go of, with nobody to answer
    }

    Mono<StopReason> interruption() {
        return interruption.asMono();
    }

    @Nullable
    StopReason asked() {
        return asked;
    }

    /** The grace period is over: the handler is disposed and its threads are interrupted. */
    private void force() {
        Disposable left;
        synchronized (this) {
            if (reported || engine.faults().breaks(Guarantee.G9)) {
                return;
            }
            if (outcome == null) {
                outcome = stoppedAsAsked();
            }
            leaving = true;
            left = handler;
            alarm = engine.time().after(engine.grace(), this::giveUp);
        }
        log(LogLevel.WARN, "Did not end within %s of being asked; it is ended now.".formatted(engine.grace()));
        calls.interruptThreads();
        engine.workers().execute(id(), () -> dispose(left));
    }

    /** What is open after two grace periods no longer holds the state back. */
    private void giveUp() {
        var open = new ArrayList<>(calls.names());
        Finish finish;
        synchronized (this) {
            if (leaving) {
                open.add("the handler, which no worker was free to dispose");
            }
            if (reported || outcome == null || open.isEmpty()) {
                return; // whatever closed last has reported, or is about to
            }
            reported = true;
            finish = new Finish(outcome.result(), outcome.error(), outcome.asAsked(), new Forced(open));
            if (calls.holdWorker()) {
                lentThread = true;
                engine.workers().lendOneMore();
            }
        }
        LOG.warn("Job {} was given up while these calls were open: {}", new JobId(id()), open);
        engine.leftovers().add(job, calls);
        report(finish);
    }

    // Awaiting -------------------------------------------------------------------------------------------------------

    void await(PendingAwait<?> await) {
        pending.add(await);
        ask(await);
    }

    private void ask(PendingAwait<?> await) {
        Command<Waited> command = ledger -> {
            Waited waited = engine.lifecycle().waiting().await(ledger, id(), token(), await.waits());
            if (waited.kind() == Waited.Kind.ASK_AFTER_END) {
                // Entered in the order of the commits: the end may stand in the same batch.
                ledger.afterCommit(() -> askAfter(waited.dying(), await));
            }
            return waited;
        };
        engine.journal().submit(command, new Reply<>() {
            @Override
            public void done(Waited waited) {
                switch (waited.kind()) {
                    case PENDING, ASK_AFTER_END -> {}
                    case READY -> answer(await, waited.outcomes());
                    case ASK_WHEN_STARTED -> askWhenStarted(await);
                }
            }

            @Override
            public void failed(Throwable failure) {
                pending.remove(await);
                onWorker(() -> await.fail(failure));
            }
        });
    }

    private void answer(PendingAwait<?> await, Map<String, Outcome> outcomes) {
        pending.remove(await);
        onWorker(() -> await.answer(outcomes));
    }

    private void askWhenStarted(PendingAwait<?> await) {
        if (resting) {
            await.asksWhenStarted = true;
        } else {
            ask(await); // it has started in the very transaction that found it queued
        }
    }

    private void askAfter(long dying, PendingAwait<?> await) {
        engine.ends().whenEnded(dying, () -> ask(await), failure -> {
            pending.remove(await);
            onWorker(() -> await.fail(failure));
        });
    }

    Set<String> awaited() {
        var all = new HashSet<String>();
        pending.forEach(await -> await.waits().forEach(wait -> all.add(wait.identity())));
        return all;
    }

    // Used by the context --------------------------------------------------------------------------------------------

    /** False when the handler has used the identity in this run before. */
    boolean claim(String identity) {
        synchronized (this) {
            return identities.add(identity);
        }
    }

    /** Handler code on a worker's thread: tracked, so that the job is not quiet while it runs. */
    void onWorker(Runnable code) {
        engine.workers().execute(id(), () -> {
            OpenCalls.Call call = calls.openOnWorker("code of the handler");
            try {
                code.run();
            } catch (Throwable failure) {
                failOutright(failure);
            } finally {
                call.close();
            }
        });
    }

    /** Handler code threw where Reactor has nobody to tell. */
    private void failOutright(Throwable failure) {
        Disposable current;
        synchronized (this) {
            current = handler;
        }
        if (current instanceof HandlerEnd end) {
            end.hookOnError(failure);
        } else {
            LOG.error("Job {} failed before it had begun", new JobId(id()), failure);
        }
    }

    void log(LogLevel level, String message) {
        engine.log().add(job, level, message);
    }

    private void submit(Command<?> command) {
        engine.journal().submit(command, Reply.ignored());
    }
}
