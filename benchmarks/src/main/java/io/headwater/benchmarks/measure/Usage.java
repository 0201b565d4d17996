package io.headwater.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a piece of work took: seconds by the clock, and of the processor, this process and its ended children together. */
record Usage(double seconds, double processor) {
    static final String SECONDS = "s";
    static final String PROCESSOR = "CPU s";

    private static final double NANOS = 1e9;
    /** As the system counts in {@code /proc}. */
    private static final double TICKS = 100;

    interface Work {
        void run() throws Exception;
    }

    static Usage of(Work work) throws Exception {
        double processor = processorSeconds();
        long begun = System.nanoTime();
        work.run();
        return new Usage((System.nanoTime() - begun) / NANOS, processorSeconds() - processor);
    }

    Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(SECONDS, seconds);
        figures.put(PROCESSOR, processor);
        return figures;
    }

    private static double processorSeconds() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / NANOS + childrenSeconds();
    }

    private static double childrenSeconds() {
        try {
            String line = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
        } catch (IOException notOnLinux) {
            return 0;
        }
    }
}
