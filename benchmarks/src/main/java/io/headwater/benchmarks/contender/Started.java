package io.headwater.benchmarks.contender;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each job began. Static because JobRunr and Quartz make their jobs themselves and can hand them nothing. */
public final class Started {
    private static final AtomicLongArray AT = new AtomicLongArray(1_100_000);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Started() {}

    /** What every contender's job does. */
    public static void now(int number) {
        AT.set(number, System.nanoTime());
        COUNT.incrementAndGet();
    }

    /** In nanoseconds, as {@link System#nanoTime} counts them. */
    public static long at(int number) {
        return AT.get(number);
    }

    public static int count() {
        return COUNT.get();
    }
}
