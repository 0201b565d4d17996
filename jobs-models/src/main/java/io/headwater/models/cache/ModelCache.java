package io.headwater.models.cache;

import io.headwater.jobs.JobContext;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FileDigest;
import io.headwater.models.download.LocalFile;
import io.headwater.models.download.Sha256;
import io.headwater.models.ref.UrlRef;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/**
 * The models on this machine. Each reference has a directory of its own, in which its file appears when it is whole and
 * verified, and not before. Beside it lies how it looked when it was last read from end to end: while it looks the same,
 * it need not be read again.
 */
public final class ModelCache {
    private final Path root;

    public ModelCache(Path root) {
        this.root = root.toAbsolutePath();
    }

    /** Where a model's file lies once it is there. */
    public Path place(UrlRef ref) {
        String directory = Sha256.of(ref.toString()).substring(0, 32);
        return root.resolve("urls").resolve(directory).resolve(ref.name());
    }

    /** A model's file that is known to be good; empty where there is none, or one that is not what it was. */
    public Mono<LocalFile> find(UrlRef ref, JobContext context) {
        return new Disk(context, root)
                .work(() -> Sighting.of(place(ref)))
                .flatMap(seen ->
                        Mono.justOrEmpty(seen.known()).switchIfEmpty(Mono.defer(() -> readAgain(seen, ref, context))));
    }

    /** To be told that a file has just been verified on its way here. */
    public Mono<LocalFile> remember(LocalFile file, JobContext context) {
        return new Disk(context, root).work(() -> {
            new Verification(Looks.of(file.path()), file.sha256()).keepBeside(file.path());
            return file;
        });
    }

    private Mono<LocalFile> readAgain(Sighting seen, UrlRef ref, JobContext context) {
        return FileDigest.sha256(seen.file(), context)
                .filter(actual -> seen.isRight(actual, ref.sha256()))
                .flatMap(actual -> new Disk(context, root).work(() -> {
                    // As it looked before it was read: what was written meanwhile must not count as verified.
                    new Verification(seen.now(), actual).keepBeside(seen.file());
                    return seen.withDigest(actual);
                }));
    }
}
