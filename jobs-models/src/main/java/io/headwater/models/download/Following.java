package io.headwater.models.download;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The digest that follows the bytes: it reads beside the transfer what the transfer has just written. */
final class Following {
    private final PartialFile partial;
    private final Disk disk;

    // Rung by all connections, each on a thread of its own; a sink bears one at a time.
    private Sinks.Many<Boolean> bell = Sinks.many().unicast().onBackpressureBuffer();

    Following(PartialFile partial, Disk disk) {
        this.partial = partial;
        this.disk = disk;
    }

    /** Something has been written. */
    synchronized void ring() {
        bell.tryEmitNext(true);
    }

    /** Completes when the transfer has, and the digest has caught up with it. */
    Mono<Void> during(Mono<Void> transfer) {
        return Mono.defer(() -> {
            Sinks.Many<Boolean> fresh = freshBell();
            Mono<Void> follower = fresh.asFlux()
                    .onBackpressureLatest()
                    .concatMap(rung -> catchUp(), 1)
                    .then(catchUp());
            return Mono.when(transfer.doFinally(end -> complete(fresh)), follower);
        });
    }

    private Mono<Void> catchUp() {
        return disk.work(partial::hash).repeat().takeWhile(more -> more).then();
    }

    private synchronized Sinks.Many<Boolean> freshBell() {
        bell = Sinks.many().unicast().onBackpressureBuffer();
        return bell;
    }

    private synchronized void complete(Sinks.Many<Boolean> mine) {
        mine.tryEmitComplete();
    }
}
