package io.headwater.models.download;

import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Work that is done beside a transfer when there is reason to, once at a time, and that the transfer does not wait for. */
final class Beside {
    private final Supplier<Mono<Void>> work;

    // Rung by all connections, each on a thread of its own; a sink bears one at a time.
    private Sinks.Many<Boolean> bell = Sinks.many().unicast().onBackpressureBuffer();

    Beside(Supplier<Mono<Void>> work) {
        this.work = work;
    }

    /** There is reason to, again or for the first time. */
    synchronized void ring() {
        bell.tryEmitNext(true);
    }

    /** Completes when the transfer has, and the work that was rung for. */
    Mono<Void> during(Mono<Void> transfer) {
        return Mono.defer(() -> {
            Sinks.Many<Boolean> fresh = freshBell();
            Mono<Void> worker = fresh.asFlux()
                    .onBackpressureLatest()
                    .concatMap(rung -> work.get(), 1)
                    .then();
            return Mono.when(transfer.doFinally(end -> complete(fresh)), worker);
        });
    }

    private synchronized Sinks.Many<Boolean> freshBell() {
        bell = Sinks.many().unicast().onBackpressureBuffer();
        return bell;
    }

    private synchronized void complete(Sinks.Many<Boolean> mine) {
        mine.tryEmitComplete();
    }
}
