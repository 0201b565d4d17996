package io.headwater.core.run;

import io.headwater.core.codec.Digest;
import io.headwater.core.codec.JobCodec;
import io.headwater.core.journal.Checkpoint;
import io.headwater.core.journal.Command;
import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.NewJob;
import io.headwater.core.journal.Reply;
import io.headwater.core.journal.StepTable;
import io.headwater.core.lifecycle.Start.Outcome;
import io.headwater.core.lifecycle.Wait;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobInterrupted;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.jobs.TypeRef;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A handler's access to the engine, for one entry into the handler. */
final class RunContext implements JobContext {
    /** In Reactor's context while a step works, so that what must not stand in a step can tell. */
    private static final Object INSIDE_STEP = "io.headwater.insideStep";

    private final Run run;
    private final Surroundings engine;
    private final JobCodec codec;

    RunContext(Run run) {
        this.run = run;
        engine = run.engine();
        codec = engine.codec();
    }

    @Override
    public JobId id() {
        return new JobId(run.id());
    }

    @Override
    public int attempt() {
        return run.job().standing().attempt();
    }

    // Checkpoints and steps ------------------------------------------------------------------------------------------

    @Override
    public <S> Mono<S> restore(Class<S> type) {
        return this.<Optional<Checkpoint>>write(ledger -> ledger.checkpoints().find(run.id()))
                .flatMap(Mono::justOrEmpty)
                .flatMap(stored -> Mono.justOrEmpty(
                        this.<S>readOwn(() -> codec.checkpointIn(run.job().type(), stored, type))));
    }

    /** What cannot be read any more is kept, with the whole job, until somebody can read it. */
    private <S> @Nullable S readOwn(Supplier<@Nullable S> reading) {
        try {
            return reading.get();
        } catch (JobException unreadable) {
            run.quarantine(unreadable);
            throw unreadable;
        }
    }

    @Override
    public Mono<Void> checkpoint(Object state) {
        return Mono.fromCallable(() -> new Checkpoint(
                        codec.typeNamed(run.job().type()).version(), codec.write("The checkpoint", state)))
                .flatMap(this::store);
    }

    private Mono<Void> store(Checkpoint checkpoint) {
        if (!engine.faults().forcesReentry()) {
            return write(ledger -> {
                        engine.lifecycle().running().checkpoint(ledger, run.id(), run.token(), checkpoint);
                        return checkpoint;
                    })
                    .then();
        }
        return write(ledger -> {
                    boolean news = !ledger.checkpoints().find(run.id()).equals(Optional.of(checkpoint));
                    engine.lifecycle().running().checkpoint(ledger, run.id(), run.token(), checkpoint);
                    return news;
                })
                .flatMap(news -> news ? runAgain() : Mono.empty());
    }

    /** The handler goes no further here: it is run again from the top. */
    private Mono<Void> runAgain() {
        run.runAgain();
        return Mono.never();
    }

    @Override
    public <T> Mono<T> step(String name, Class<T> type, Mono<T> work) {
        return step(name, (Type) type, work);
    }

    @Override
    public <T> Mono<T> step(String name, TypeRef<T> type, Mono<T> work) {
        return step(name, type.type(), work);
    }

    private <T> Mono<T> step(String name, Type type, Mono<T> work) {
        return Mono.defer(() -> {
            String identity = claim("step " + name);
            return this.<Optional<StepTable.Outcome>>write(
                            ledger -> engine.lifecycle().running().step(ledger, run.id(), run.token(), identity))
                    .flatMap(known -> known.map(outcome -> this.<T>told(name, type, outcome))
                            .orElseGet(() -> doStep(name, identity, type, work)));
        });
    }

    private <T> Mono<T> told(String name, Type type, StepTable.Outcome outcome) {
        return Mono.defer(() -> {
            String value = outcome.value();
            if (outcome.failed()) {
                return Mono.error(
                        value == null
                                ? new IllegalStateException("a failed step without its error")
                                : engine.events().errorIn(value).toException());
            }
            return value == null
                    ? Mono.empty()
                    : Mono.justOrEmpty(this.<T>readOwn(() -> codec.read("Step " + name, value, type)));
        });
    }

    private <T> Mono<T> doStep(String name, String identity, Type type, Mono<T> work) {
        return work.contextWrite(context -> context.put(INSIDE_STEP, name))
                .map(value -> new StepTable.Outcome(false, codec.write("The result of step " + name, value)))
                .defaultIfEmpty(new StepTable.Outcome(false, null))
                .onErrorResume(failure -> !isInterruption(failure), this::failedStep)
                .flatMap(outcome -> write(ledger -> {
                    engine.lifecycle().running().stepDone(ledger, run.id(), run.token(), identity, outcome);
                    return outcome;
                }))
                .flatMap(outcome -> told(name, type, outcome));
    }

    /** A step that ends because the job stops has not failed: it is done again. */
    private boolean isInterruption(Throwable failure) {
        return failure instanceof JobInterrupted || run.asked() != null;
    }

    private Mono<StepTable.Outcome> failedStep(Throwable failure) {
        return Mono.just(new StepTable.Outcome(true, engine.events().error(JobError.of(failure, attempt()))));
    }

    // Progress and log -----------------------------------------------------------------------------------------------

    @Override
    public void progress(Progress progress) {
        engine.progress().report(run.job(), progress);
    }

    @Override
    public void log(LogLevel level, String message) {
        run.log(level, message);
        engine.progress().signOfLife(run.id());
    }

    // Other jobs -----------------------------------------------------------------------------------------------------

    @Override
    public <R> Mono<JobHandle<R>> dispatch(Job<R> job, DispatchOptions options) {
        return Mono.defer(() -> {
            Wait wanted = wait(job, options, null);
            Type result = codec.resultOf(job.getClass());
            return dispatches()
                    .make(ledger ->
                            engine.lifecycle().dispatching().dispatchFrom(ledger, run.id(), run.token(), wanted))
                    .map(made -> engine.access().<R>handle(new JobId(made.id()), made.joined(), result));
        });
    }

    private PatientDispatch.Desk dispatches() {
        return new PatientDispatch.Desk(
                dispatch -> engine.journal().submit(dispatch, dispatch), engine.ends(), run::onWorker);
    }

    @Override
    public <R> Mono<R> await(Job<R> job, DispatchOptions options) {
        return awaitOne(job, options, null);
    }

    @Override
    public <R> Mono<R> await(Job<R> job, DispatchOptions options, Duration silence) {
        return awaitOne(job, options, positive(silence));
    }

    private static Duration positive(Duration silence) {
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("a silence lasts longer than nothing, was " + silence);
        }
        return silence;
    }

    private <R> Mono<R> awaitOne(Job<R> job, DispatchOptions options, @Nullable Duration silence) {
        return Mono.defer(() -> {
            Wait wait = wait(job, options, silence);
            Type result = codec.resultOf(job.getClass());
            return await(List.of(wait), outcomes -> this.<R>decode(outcomes, wait, result));
        });
    }

    @Override
    public <R> Mono<R> await(JobHandle<R> handle) {
        return awaitHandle(handle, null);
    }

    @Override
    public <R> Mono<R> await(JobHandle<R> handle, Duration silence) {
        return awaitHandle(handle, positive(silence));
    }

    private <R> Mono<R> awaitHandle(JobHandle<R> handle, @Nullable Duration silence) {
        return Mono.defer(() -> {
            Type result = engine.access().resultOf(handle);
            var wait = new Wait(
                    claim("job " + handle.id()),
                    null,
                    handle.id().value(),
                    silence == null ? null : silence.toMillis(),
                    DispatchOptions.defaults().weight());
            return await(List.of(wait), outcomes -> this.<R>decode(outcomes, wait, result));
        });
    }

    @Override
    public <R> Mono<List<@Nullable R>> awaitAll(List<? extends Job<R>> jobs) {
        if (jobs.isEmpty()) {
            return Mono.just(List.of());
        }
        return Mono.defer(() -> {
            var waits = new ArrayList<Wait>();
            for (Job<R> job : jobs) {
                waits.add(wait(job, DispatchOptions.defaults(), null));
            }
            return await(waits, outcomes -> decodeAll(outcomes, waits, jobs));
        });
    }

    private Wait wait(Job<?> job, DispatchOptions options, @Nullable Duration silence) {
        NewJob prepared = engine.access().prepare(job, options);
        return new Wait(
                claim(identity(prepared, options)),
                prepared,
                0,
                silence == null ? null : silence.toMillis(),
                options.weight());
    }

    private <R> List<@Nullable R> decodeAll(
            Map<String, Outcome> outcomes, List<Wait> waits, List<? extends Job<R>> jobs) {
        var results = new ArrayList<@Nullable R>();
        for (int place = 0; place < waits.size(); place++) {
            Type result = codec.resultOf(jobs.get(place).getClass());
            results.add(this.<R>decode(outcomes, waits.get(place), result));
        }
        return results;
    }

    private <T> Mono<T> await(List<Wait> waits, Function<Map<String, Outcome>, @Nullable T> decode) {
        return Mono.deferContextual(context -> {
            if (context.hasKey(INSIDE_STEP)) {
                return Mono.error(RunErrors.awaitInside("step \"%s\"".formatted(context.<String>get(INSIDE_STEP))));
            }
            if (BlockingCalls.isInside()) {
                return Mono.error(RunErrors.awaitInside("a blocking call"));
            }
            return Mono.create(sink -> run.await(new PendingAwait<>(waits, decode, sink)));
        });
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // the type is the awaited job's
    private <R> @Nullable R decode(Map<String, Outcome> outcomes, Wait wait, Type result) {
        Outcome outcome = outcomes.get(wait.identity());
        if (outcome == null) {
            throw new IllegalStateException("no outcome of " + wait.identity());
        }
        if (outcome.failure() != null) {
            throw engine.events().errorIn(outcome.failure()).toException();
        }
        EventRow end = outcome.end();
        if (end == null) {
            throw new IllegalStateException("no end of " + wait.identity());
        }
        if (end.kind() == JobEvent.Kind.COMPLETED) {
            String data = end.data();
            return data == null
                    ? null
                    : this.<R>readOwn(() -> codec.read("The result of " + wait.identity(), data, result));
        }
        if (end.kind() == JobEvent.Kind.CANCELLED) {
            throw RunErrors.dependencyCancelled(engine.events().reason(end));
        }
        throw RunErrors.dependencyFailed(engine.events().error(end));
    }

    /** What the contract says: a name, else type and key, else type and value. */
    private static String identity(NewJob job, DispatchOptions options) {
        if (options.name() != null) {
            return "name " + options.name();
        }
        if (job.key() != null) {
            return "key " + job.type() + " " + job.key().value();
        }
        return "value " + job.type() + " " + Digest.of(job.params());
    }

    private String claim(String identity) {
        if (!run.claim(identity)) {
            throw RunErrors.usedTwice(identity);
        }
        return identity;
    }

    // Stopping -------------------------------------------------------------------------------------------------------

    @Override
    public Mono<StopReason> interruption() {
        return run.interruption();
    }

    @Override
    public <T> Mono<T> interruptible(Mono<T> work) {
        Mono<T> interrupted = interruption().flatMap(reason -> Mono.error(new JobInterrupted(reason)));
        // Not takeUntilOther: it does not cancel its source when the other one ends in an error.
        return Mono.firstWithSignal(interrupted, work);
    }

    @Override
    public <T> Flux<T> interruptible(Flux<T> work) {
        return Flux.defer(() -> {
            var reason = new AtomicReference<@Nullable StopReason>();
            return work.takeUntilOther(interruption().doOnNext(reason::set))
                    .concatWith(Flux.defer(() -> interruptedBy(reason.get())));
        });
    }

    private static <T> Flux<T> interruptedBy(@Nullable StopReason reason) {
        return reason == null ? Flux.empty() : Flux.error(new JobInterrupted(reason));
    }

    @Override
    public <S, T> Mono<T> using(
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close) {
        return Scope.of(run, open, use, close);
    }

    @Override
    public <T> Mono<T> blocking(Callable<? extends @Nullable T> call) {
        return Mono.create(sink -> {
            if (run.isResting()) {
                sink.error(RunErrors.waiting(id()));
                return;
            }
            // Open from now on, not from when a thread is found: the job is not quiet while a call is on its way.
            OpenCalls.Call onItsWay = run.calls().open("a blocking call that waits for a thread");
            try {
                engine.blocking().execute(() -> callBlocking(call, sink, onItsWay));
            } catch (RejectedExecutionException full) {
                onItsWay.close();
                sink.error(RunErrors.tooManyCalls());
            }
        });
    }

    private <T> void callBlocking(Callable<? extends @Nullable T> call, MonoSink<T> sink, OpenCalls.Call onItsWay) {
        OpenCalls.Call here = run.calls().openHere("a blocking call");
        onItsWay.close();
        BlockingCalls.enter();
        try {
            T value = call.call();
            emit(here, () -> sink.success(value));
        } catch (Throwable failure) {
            emit(here, () -> sink.error(failure));
        } finally {
            BlockingCalls.leave();
        }
    }

    /** The call is over when its thread is free, and the handler goes on elsewhere: the two overlap. */
    private void emit(OpenCalls.Call here, Runnable emission) {
        OpenCalls.Call handOver = run.calls().open("the hand-over of a blocking call's result");
        here.close();
        run.onWorker(() -> {
            handOver.close();
            emission.run();
        });
    }

    // The journal, answering on a worker
    // -------------------------------------------------------------------------------

    private <T> Mono<T> write(Command<T> command) {
        return Mono.create(sink -> engine.journal().submit(command, new Reply<T>() {
            @Override
            public void done(T value) {
                run.onWorker(() -> sink.success(value));
            }

            @Override
            public void failed(Throwable failure) {
                run.onWorker(() -> sink.error(failure));
            }
        }));
    }
}
