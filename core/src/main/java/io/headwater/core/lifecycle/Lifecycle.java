package io.headwater.core.lifecycle;

import io.headwater.core.codec.EventCodec;
import io.headwater.core.fault.Faults;
import java.util.function.DoubleSupplier;

/**
 * The transition table. Each trigger is a method of one of the parts; it reads where the job stands, refuses or moves it,
 * records the event, and notes what follows. Triggers run inside the journal's transactions and refuse before they write.
 */
public record Lifecycle(
        Dispatching dispatching, Running running, Waiting waiting, Steering steering, Restarting restarting) {

    /** @param chance gives a number from 0 to 1, for the jitter of retries */
    public static Lifecycle of(EventCodec codec, LiveJobs live, Faults faults, DoubleSupplier chance) {
        var moves = new Moves(live);
        var clocks = new Clocks(live);
        var lastWaiters = new LastWaiters(codec, live);
        var ends = new Ends(codec, live, faults, moves, clocks, lastWaiters);
        var stops = new Stops(codec, live, faults, moves, clocks, ends);
        var dispatching = new Dispatching(live, faults, moves, lastWaiters);
        var restarting = new Restarting(codec, live, moves, clocks, ends, stops, lastWaiters);
        return new Lifecycle(
                dispatching,
                new Running(codec, live, faults, chance, moves, ends, stops),
                new Waiting(codec, live, faults, moves, clocks, ends, dispatching, lastWaiters),
                new Steering(live, faults, moves, ends, stops, restarting, lastWaiters),
                restarting);
    }
}
