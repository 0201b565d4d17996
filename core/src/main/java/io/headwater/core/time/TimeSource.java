package io.headwater.core.time;

import java.time.Duration;
import java.time.Instant;
import reactor.core.Disposable;

/** Clock and alarm in one, so that tests can lend the engine another time. */
public interface TimeSource {
    /** The wall clock, which may jump: only for what people and other machines mean by a time. */
    Instant now();

    /** A clock that never jumps: for durations. */
    long nanos();

    /** Runs a short task later, on a thread that it must not block. */
    Disposable after(Duration delay, Runnable task);

    /**
     * The same when {@link #nanos} has come that far. For whoever looks at the time and then sets an alarm by it: where
     * time is lent, any amount of it may pass in between.
     */
    default Disposable at(long nanos, Runnable task) {
        return after(Duration.ofNanos(Math.max(0, nanos - nanos())), task);
    }
}
