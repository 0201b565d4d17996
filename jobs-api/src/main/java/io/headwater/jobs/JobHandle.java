package io.headwater.jobs;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One job, to watch and to steer. A handle is an id in disguise: it costs nothing, needs no closing, and another one
 * made later by {@link Jobs#handle} does the same.
 *
 * @param <R> what the job results in
 */
public interface JobHandle<R> {
    JobId id();

    /** Whether the dispatch that made this handle joined a job that was there already. */
    boolean joined();

    /** As stored at the moment of subscription. */
    Mono<JobState> state();

    /** What is stored, then what the job reports; completes when the job ends. Slow subscribers see the newest only. */
    Flux<Progress> progress();

    /**
     * What the job results in; empty when it results in nothing. Waits for the end, however far away, also over a
     * restart. Errors with what the job failed with, with {@code CANCELLED}, {@code QUARANTINED}, or with {@code PRUNED}
     * when the job has been forgotten. Each subscription waits for itself; cancelling one leaves the job alone.
     */
    Mono<R> result();

    Mono<Void> pause();

    Mono<Void> resume();

    Mono<Void> cancel();
}
