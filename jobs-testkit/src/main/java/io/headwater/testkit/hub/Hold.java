package io.headwater.testkit.hub;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An answer that stands still until it is released, or for ever. */
public final class Hold {
    private final Sinks.Empty<Void> reached = Sinks.empty();
    private final Sinks.Empty<Void> released = Sinks.empty();

    Hold() {}

    /** Ends when an answer stands still here for the first time: everything before has been sent. */
    public Mono<Void> reached() {
        return reached.asMono();
    }

    /** Lets it go on, and all that come later; once is enough. */
    public void release() {
        released.tryEmitEmpty();
    }

    /** Ends with the release. */
    Mono<Void> pass() {
        return Mono.defer(() -> {
            reached.tryEmitEmpty();
            return released.asMono();
        });
    }
}
