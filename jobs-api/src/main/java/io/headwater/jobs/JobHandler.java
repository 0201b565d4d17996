package io.headwater.jobs;

import reactor.core.publisher.Mono;

/**
 * How one type of {@link Job} is carried out.
 *
 * <p>A handler may be run again from the top after any await, checkpoint, pause or crash. So it reaches the world only
 * through its own services and the {@link JobContext}, and puts what must not be repeated into {@link JobContext#step}.
 *
 * @param <J> the job
 * @param <R> what it results in
 */
@FunctionalInterface
public interface JobHandler<J extends Job<R>, R> {
    /**
     * Each subscription is one run. It is subscribed on one of the engine's worker threads, which must not be blocked
     * ({@link JobContext#blocking} is for that). A value, or an empty end, completes the job; an error fails it, or, when
     * the job was asked to stop, ends it as asked.
     */
    Mono<R> run(J job, JobContext context);
}
