package io.headwater.testkit;

import io.headwater.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Time that stands still until a test lets it pass. The wall clock may be moved by itself, as people do. */
public final class LentTime implements TimeSource {
    private static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    private volatile Duration jumped = Duration.ZERO;

    /** Lets time pass; whatever is due meanwhile happens on this thread. */
    public void advance(Duration by) {
        scheduler.advanceTimeBy(by);
    }

    /** Moves the wall clock without letting time pass. */
    public void jumpWallClock(Duration by) {
        jumped = jumped.plus(by);
    }

    @Override
    public Instant now() {
        return BEGINNING.plusNanos(nanos()).plus(jumped);
    }

    @Override
    public long nanos() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** The scheduler knows delays only: where time has passed since one was reckoned, it is reckoned again. */
    @Override
    public Disposable at(long nanos, Runnable task) {
        var begun = new AtomicBoolean();
        while (true) {
            long now = nanos();
            Disposable alarm = after(Duration.ofNanos(Math.max(0, nanos - now)), () -> {
                if (begun.compareAndSet(false, true)) {
                    task.run();
                }
            });
            if (nanos() == now || begun.get()) {
                return alarm;
            }
            alarm.dispose();
        }
    }

    @Override
    public Disposable after(Duration delay, Runnable task) {
        return scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
