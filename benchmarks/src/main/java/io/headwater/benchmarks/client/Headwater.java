package io.headwater.benchmarks.client;

import io.headwater.core.JobEngine;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import io.headwater.models.download.Digest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.download.Network;
import io.headwater.models.download.RemoteFile;
import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A job of a real engine, on a file of its own. */
final class Headwater implements Client {
    private static final int AT_ONCE = 8;

    private final FileDownload download;
    private final JobEngine engine;
    private volatile List<Wanted> wanted = List.of();

    @JobType(name = "benchmark.fetch")
    record Fetch() implements Job<Long> {}

    Headwater(Path folder, boolean synced) {
        download = FileDownload.builder(
                        Network.builder().allowPrivate(location -> true).build())
                .diskSpaceFactor(1)
                .synced(synced)
                .build();
        engine = JobEngine.builder()
                .database(folder.resolve("headwater.db"))
                .queue("default", 1)
                .handler(Fetch.class, (job, context) -> fetchAll(context))
                .start();
    }

    @Override
    public void fetch(List<Wanted> files) {
        wanted = files;
        engine.dispatch(new Fetch()).flatMap(JobHandle::result).block();
    }

    private Mono<Long> fetchAll(JobContext context) {
        return Flux.fromIterable(wanted)
                .flatMap(file -> download.fetch(remote(file), file.target(), context), AT_ONCE)
                .count();
    }

    private static RemoteFile remote(Wanted file) {
        return new RemoteFile(
                String.valueOf(file.target().getFileName()),
                List.of(file.location()),
                file.bytes(),
                Digest.sha256(file.sha256()));
    }

    @Override
    public void close() {
        engine.close();
    }
}
