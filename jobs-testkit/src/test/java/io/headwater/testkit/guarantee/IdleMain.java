package io.headwater.testkit.guarantee;

import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** An engine that has worked and has nothing to do, seen from outside: its threads, and what they do in a while. */
final class IdleMain {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private IdleMain() {}

    public static void main(String[] arguments) {
        try (JobEngine engine = JobEngine.builder()
                .database(Path.of(arguments[0]))
                .handler(Act.class, (job, context) -> Mono.just(job.name()))
                .handler(Serve.class, (job, context) -> Mono.just(job.name()))
                .queue("service", 1)
                .start()) {
            Disposable listening = engine.events().subscribe();
            for (int number = 0; number < 100; number++) {
                TestEngine.now(engine.dispatch(new Act("job")).flatMap(JobHandle::result));
            }
            TestEngine.now(engine.dispatch(
                    new Serve("later"), DispatchOptions.defaults().withDelay(Duration.ofDays(1))));
            TestEngine.waitFor("the threads to end that end when idle", () -> own().size() <= 2);
            usedAtRest().forEach((name, used) -> System.out.println("= " + name + " used " + used));
            List.of("parallel", "boundedElastic", "single", "immediate").forEach(IdleMain::saySharedOnes);
            listening.dispose();
        }
    }

    /** In a stretch of time. What was set off while the engine worked may still come in the first ones. */
    private static Map<String, Long> usedAtRest() {
        Map<String, Long> used = Map.of();
        for (int stretch = 0; stretch < 6; stretch++) {
            Map<String, Long> before = own();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1_500));
            used = own();
            used.replaceAll((name, total) -> total - before.getOrDefault(name, 0L));
            if (used.values().stream().allMatch(nanos -> nanos == 0)) {
                break;
            }
        }
        return used;
    }

    /** What the engine's threads have used of the processor so far. */
    private static Map<String, Long> own() {
        var used = new TreeMap<String, Long>();
        for (var thread : THREADS.dumpAllThreads(false, false)) {
            if (thread.getThreadName().startsWith("headwater-")) {
                used.put(thread.getThreadName(), THREADS.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return used;
    }

    private static void saySharedOnes(String kind) {
        for (var thread : THREADS.dumpAllThreads(false, false)) {
            if (thread.getThreadName().startsWith(kind)) {
                System.out.println("= shared " + thread.getThreadName());
            }
        }
    }
}
