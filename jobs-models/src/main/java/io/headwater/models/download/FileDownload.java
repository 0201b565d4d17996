package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Fetches files over one connection each, as part of a job. */
public final class FileDownload {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final HttpSource source;

    public FileDownload() {
        this(LONGEST_SILENCE);
    }

    FileDownload(Duration longestSilence) {
        source = new HttpSource(longestSilence);
    }

    /**
     * Fetches what is missing of a file; it appears at its target, whole and verified, in one instant. Each subscription
     * is one attempt. However it ends, also by the job's being stopped, what has arrived stays and the next attempt of
     * the same job goes on from there.
     */
    public Mono<LocalFile> fetch(RemoteFile file, Path target, JobContext context) {
        // Not the job's id: two engines, each with a store of its own, may share a folder and have a job of one number.
        return context.step("partial file for " + target, String.class, Mono.fromSupplier(PrivateMark::fresh))
                .flatMap(mark -> fetch(file, target, mark, context));
    }

    private Mono<LocalFile> fetch(RemoteFile file, Path target, String mark, JobContext context) {
        var disk = new Disk(context, target.resolveSibling(""));
        return context.using(
                disk.work(() -> PartialFile.open(target, mark)),
                partial -> new Transfer(source, file, partial, context).run(),
                partial -> disk.step(partial::close));
    }

    /** How many bytes a file has, without fetching it; empty when its source does not say. */
    public Mono<Long> size(URI location) {
        return source.size(location);
    }
}
