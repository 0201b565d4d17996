package io.headwater.models;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.models.ref.ModelRef;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Downloads one model in a process of its own, and says how many bytes of its heap were in use at the most. */
final class HostInSmallHeap {
    private HostInSmallHeap() {}

    /** Takes the folder for everything, the hub, and the model. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Models models = Models.builder()
                .endpoint(URI.create(arguments[1]))
                .token(() -> null)
                .offline(false)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(folder.resolve("state"))
                .build();
        var most = new AtomicLong();
        try (JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .start()) {
            engine.events()
                    .filter(JobProgressed.class::isInstance)
                    .subscribe(event -> most.accumulateAndGet(inUse(), Math::max));
            engine.dispatch(new ModelDownloadJob(ModelRef.parse(arguments[2])))
                    .flatMap(job -> job.result())
                    .block();
        }
        System.out.println(most.get());
    }

    /** What is left when all is gone that nobody holds. */
    private static long inUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
