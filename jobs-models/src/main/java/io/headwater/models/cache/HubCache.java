package io.headwater.models.cache;

import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.RepoType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the hub on this machine, in the layout that Python's huggingface_hub uses: what one of the two has fetched,
 * the other finds. Correctness rests on whole files that appear by a rename, never on locks: the ones of Python and of
 * Java do not see each other.
 *
 * <p>All of it is plain work on files and blocks; so does everything that is reached from here. A failure of the disk is
 * an {@link IOException}, which {@code Disk} turns into words for people; a name that is not safe is refused at once.
 */
public final class HubCache {
    private final Path root;
    private final Links links;

    public HubCache(Path root) {
        this(root, true);
    }

    /** @param linksAllowed whether symbolic links may be made; where they may not or cannot, files take their place */
    public HubCache(Path root, boolean linksAllowed) {
        this.root = root.toAbsolutePath().normalize();
        this.links = new Links(linksAllowed);
    }

    public Path root() {
        return root;
    }

    /** A repository's part of the cache; nothing is made before something is put there. */
    public RepoFolder repo(RepoType type, String id) {
        return new RepoFolder(this, root.resolve(HubNames.folder(type, id)), links);
    }

    /** The repository whose part of the cache this is; empty where it is none that references can speak of. */
    public static Optional<HubRef> repoIn(Path folder) {
        String name = String.valueOf(folder.getFileName());
        int end = name.indexOf("--");
        return RepoType.ofPlural(name.substring(0, Math.max(0, end)))
                .flatMap(type -> ref(type, name.substring(end + 2).replace("--", "/")));
    }

    private static Optional<HubRef> ref(RepoType type, String id) {
        try {
            return Optional.of(new HubRef(type, id, HubRef.DEFAULT_REVISION, null));
        } catch (IllegalArgumentException noReference) {
            return Optional.empty();
        }
    }

    /** Looks through all of it; the larger it is, the longer that takes. */
    public CacheScan scan() throws IOException {
        return CacheScanner.scan(root);
    }

    /** Makes the cache itself, marked for backup programs to leave it out. */
    void make() throws IOException {
        Files.createDirectories(root);
        CacheTag.putInto(root);
    }
}
