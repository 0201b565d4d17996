package io.headwater.jobs;

import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs of one engine: what a host, an HTTP API or a panel programs against.
 *
 * <p>Everything is lazy: nothing happens before the subscription, and each subscription does it again. A command
 * completes when its effect is stored, on a thread that must not be blocked. Commands are idempotent: what is so
 * already completes without an event. A command that does not fit the job's state errors with {@code ILLEGAL_STATE},
 * one that names an unknown job with {@code NOT_FOUND}.
 */
public interface Jobs {
    /** Stores the job and lets it run; joins a live one where the options carry a unique key. */
    <R> Mono<JobHandle<R>> dispatch(Job<R> job, DispatchOptions options);

    default <R> Mono<JobHandle<R>> dispatch(Job<R> job) {
        return dispatch(job, DispatchOptions.defaults());
    }

    /** The same for a job that arrives as JSON, by the name of its type. */
    Mono<JobHandle<Object>> dispatch(String type, String params, DispatchOptions options);

    /** A handle to a job that was dispatched before, perhaps by another process. Nothing is looked up. */
    <R> JobHandle<R> handle(JobId id, Class<? extends Job<R>> type);

    /** One job; empty when there is none of that id. */
    Mono<JobView> find(JobId id);

    /** Newest first. */
    Mono<Page<JobView>> list(JobQuery query);

    Mono<Long> count(JobQuery query);

    /** The job with all that stands below it. */
    Mono<JobTree> tree(JobId id);

    /** The job's log after a line's {@code seq}; 0 is the beginning. Completes at the newest line. */
    Flux<LogLine> logs(JobId id, long after);

    /** Stops the job and its children, to go on later. Completes when the request is stored; the state may follow. */
    Mono<Void> pause(JobId id);

    /** Lets a paused job, and the children that its pause stopped, go on from the last checkpoint. */
    Mono<Void> resume(JobId id);

    /** Stops the job and its children for good. */
    Mono<Void> cancel(JobId id, String reason);

    default Mono<Void> cancel(JobId id) {
        return cancel(id, "cancelled by request");
    }

    /** Tries a failed or cancelled job again, under the same id. */
    Mono<Void> retry(JobId id);

    /**
     * Takes a job that has ended out of the history, with all that stands below it, and with its events: whoever follows
     * these from before then gets {@code CURSOR_GONE}. Refused where some of it has not ended, or a live job needs it. What
     * stands below is at the end of this on its way out for good; where that is much, it goes little by little.
     */
    Mono<Void> remove(JobId id);

    /** The same for all that match and have ended, but for those that cannot be removed. Emits how many jobs went. */
    Mono<Long> remove(JobQuery query);

    /**
     * Writes a copy of the store as it is now, while everything goes on. An engine can be started on it.
     *
     * @param target must not exist yet
     */
    Mono<Void> backup(Path target);

    /** The queues, to be looked at and changed. */
    JobQueues queues();

    /** What happens from the subscription on: lifecycle, progress and log. */
    Flux<JobEvent> events();

    /**
     * The stored events after a number, then what happens from there on: nothing missed, nothing twice. Errors with
     * {@code CURSOR_GONE} when the store no longer reaches back so far.
     *
     * @param afterSeq the {@link JobEvent#seq()} of the last event that was seen; 0 for all
     */
    Flux<JobEvent> events(EventFilter filter, long afterSeq);
}
