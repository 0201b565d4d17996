package io.headwater.jobs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A running job's access to its engine.
 *
 * <p>Steps, dispatches and awaits are remembered until the job ends. Each has an identity within the job: its name where
 * it has one, else the job's type with its unique key or its value. A handler that runs again gets what an identity
 * stands for instead of doing it again; the same identity twice in one run is an error.
 *
 * <p>Everything is lazy, and what it emits comes on a worker thread of the engine.
 */
public interface JobContext {
    JobId id();

    /** Which attempt this is, from 1 on. */
    int attempt();

    /** The last checkpoint; empty before the first. */
    <S> Mono<S> restore(Class<S> type);

    /** Replaces the last checkpoint; completes when the new one is durable. */
    Mono<Void> checkpoint(Object state);

    /**
     * Does something once, as far as that can be promised: a result is stored and handed out again when the handler is
     * re-entered. The work may run twice when the process dies before its result is stored. A failure is remembered too,
     * until the next attempt.
     */
    <T> Mono<T> step(String name, Class<T> type, Mono<T> work);

    <T> Mono<T> step(String name, TypeRef<T> type, Mono<T> work);

    /** Says how far the job is. Costs next to nothing: call it as often as you like. */
    void progress(Progress progress);

    void log(LogLevel level, String message);

    default void log(String message) {
        log(LogLevel.INFO, message);
    }

    /** Starts another job and goes on. Without a unique key it becomes this job's child, with one its dependency. */
    <R> Mono<JobHandle<R>> dispatch(Job<R> job, DispatchOptions options);

    default <R> Mono<JobHandle<R>> dispatch(Job<R> job) {
        return dispatch(job, DispatchOptions.defaults());
    }

    /**
     * Dispatches, or joins, another job and waits for its end without holding a slot. Errors with
     * {@code DEPENDENCY_FAILED} or {@code DEPENDENCY_CANCELLED} when it does not complete.
     */
    <R> Mono<R> await(Job<R> job, DispatchOptions options);

    default <R> Mono<R> await(Job<R> job) {
        return await(job, DispatchOptions.defaults());
    }

    /** As {@link #await(Job, DispatchOptions)}; errors with {@code JOB_TIMEOUT} when the job is silent for so long while it runs. */
    <R> Mono<R> await(Job<R> job, DispatchOptions options, Duration silence);

    /** Waits for a job that is there already. */
    <R> Mono<R> await(JobHandle<R> handle);

    <R> Mono<R> await(JobHandle<R> handle, Duration silence);

    /** Waits for all of them; the results stand in the order of the jobs. Errors, when all have ended, with the first failure. */
    <R> Mono<List<@Nullable R>> awaitAll(List<? extends Job<R>> jobs);

    /** Emits once, when the job is asked to stop; the handler answers by ending. Never completes otherwise. */
    Mono<StopReason> interruption();

    /** Stops the publisher when the job is asked to stop, and errors with {@link JobInterrupted}. */
    <T> Mono<T> interruptible(Mono<T> work);

    <T> Flux<T> interruptible(Flux<T> work);

    /**
     * Uses something that must be closed. The job is not reported as paused or ended before {@code close} has completed,
     * however the use ended.
     */
    <S, T> Mono<T> using(
            Mono<S> open,
            Function<? super S, ? extends Mono<T>> use,
            Function<? super S, ? extends Publisher<?>> close);

    /**
     * Runs a blocking call on a thread of its own kind; its null is an empty end. It is not cut short by a request to
     * stop; only after the grace period is its thread interrupted.
     */
    <T> Mono<T> blocking(Callable<? extends @Nullable T> call);
}
