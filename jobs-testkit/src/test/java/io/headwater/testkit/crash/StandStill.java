package io.headwater.testkit.crash;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import io.headwater.core.fault.Point;
import io.headwater.testkit.Breaks;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Stops the thread for ever when the engine passes a point for the n-th time, and says so. */
final class StandStill implements Faults {
    private final @Nullable Point point;
    private final int pass;
    private final Report report;
    private final AtomicInteger passed = new AtomicInteger();

    /** @param point null: nowhere */
    StandStill(@Nullable Point point, int pass, Report report) {
        this.point = point;
        this.pass = pass;
        this.report = report;
    }

    @Override
    public void reach(Point reached) {
        if (reached == point && passed.incrementAndGet() == pass) {
            report.say(Fact.Kind.PARKED, reached, pass);
            while (true) {
                LockSupport.park(this);
            }
        }
    }

    /** As told by a run that looks whether the lab would notice. */
    @Override
    public boolean breaks(Guarantee guarantee) {
        return guarantee.name().equals(System.getProperty(Breaks.PROPERTY));
    }
}
