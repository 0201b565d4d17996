package io.headwater.jobs;

import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The queues of an engine, while it runs. What is set here is stored and holds over restarts: a number of slots wins over
 * the one with which the engine is built, until that very number is set again. A queue that is not there is refused.
 */
public interface JobQueues {
    /** By name. */
    Mono<List<QueueView>> list();

    /** Jobs that run beyond a smaller number go on; none starts before there is room. */
    Mono<Void> slots(String queue, int slots);

    /** None of its jobs starts, or goes on after a wait, until it is resumed; what runs goes on. */
    Mono<Void> pause(String queue);

    Mono<Void> resume(String queue);
}
