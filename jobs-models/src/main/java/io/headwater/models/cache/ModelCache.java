package io.headwater.models.cache;

import io.headwater.jobs.JobContext;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FileDigest;
import io.headwater.models.download.LocalFile;
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
        String directory = Digest.ofText(ref.toString()).hex().substring(0, 32);
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
            new Verification(Looks.of(file.path()), file.digest()).keepBeside(file.path());
            return file;
        });
    }

    private Mono<LocalFile> readAgain(Sighting seen, UrlRef ref, JobContext context) {
        Digest declared = ref.sha256() == null ? null : Digest.sha256(ref.sha256());
        Digest expected = seen.expected(declared);
        return FileDigest.of(seen.file(), expected == null ? Digest.SHA_256 : expected.algorithm(), context)
                .filter(actual -> expected == null || expected.equals(actual))
                .flatMap(actual -> new Disk(context, root).work(() -> {
                    // As it looked before it was read: what was written meanwhile must not count as verified.
                    new Verification(seen.now(), actual).keepBeside(seen.file());
                    return seen.withDigest(actual);
                }));
    }
}
