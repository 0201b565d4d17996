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
}
