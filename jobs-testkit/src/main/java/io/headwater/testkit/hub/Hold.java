package io.headwater.testkit.hub;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An answer that stands still until it is released, or for ever. */
public final class Hold {
    private final Sinks.Empty<Void> reached = Sinks.empty();
    private final Sinks.Empty<Void> released = Sinks.empty();

    Hold() {}

    /** Ends when the answer stands still for the first time: everything before has been sent off. */
    public Mono<Void> reached() {
        return reached.asMono();
    }

    /** Lets it go on; once is enough. */
    public void release() {
        released.tryEmitEmpty();
    }

    Mono<Void> pass() {
        return Mono.defer(() -> {
            reached.tryEmitEmpty();
            return released.asMono();
        });
    }
}
