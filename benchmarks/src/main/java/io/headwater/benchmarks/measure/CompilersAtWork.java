package io.headwater.benchmarks.measure;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** What this JVM's compilers do. As long as they are busy they take a part of one core, and what runs is not yet what they make. */
final class CompilersAtWork {
    private static final double NEXT_TO_NOTHING = 0.02;

    private final CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    private long asked = System.nanoTime();
    private long compiled = compilers.getTotalCompilationTime();

    /** Whether they have done next to nothing since this was last asked. */
    boolean rested() {
        long now = System.nanoTime();
        long total = compilers.getTotalCompilationTime();
        double busy = (double) TimeUnit.MILLISECONDS.toNanos(total - compiled) / (now - asked);
        asked = now;
        compiled = total;
        return busy < NEXT_TO_NOTHING;
    }
}
