package io.headwater.speech.whisper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The worker processes of a host, as the operating system sees them. */
final class Workers {
    /** More than starting and loading a small model takes. */
    private static final Duration WORK_OF_A_START = Duration.ofMillis(1_500);

    private Workers() {}

    static List<ProcessHandle> of(ProcessHandle host) {
        return host.children()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(WhisperWorker.class.getName()::equals))
                .toList();
    }

    /** The only one there is, once it is there and so much work is done that it must be hearing something. */
    static ProcessHandle hearing(ProcessHandle host) {
        while (true) {
            List<ProcessHandle> workers = of(host);
            if (workers.size() == 1 && work(workers.get(0)).compareTo(WORK_OF_A_START) > 0) {
                return workers.get(0);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static Duration work(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
