package io.headwater.models.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What lies in a cache, as it was when somebody looked. Others may change it at any time.
 *
 * @param damaged what no reader of the cache takes for a repository, each with the reason
 * @param partials downloads that are under way or were given up, in damaged repositories too
 */
public record CacheScan(List<ScannedRepo> repositories, List<Damage> damaged, List<Partial> partials) {
    /**
     * An entry of the cache that cannot be used.
     *
     * @param bytes of its contents, as far as they can be seen, without partials
     */
    public record Damage(Path path, String why, long bytes) {}

    /**
     * Part of a file.
     *
     * @param ours whether a download of Headwater left it; the others belong to processes of which we know nothing
     */
    public record Partial(Path path, long bytes, Instant lastModified, boolean ours) {
        /** The folder of the repository to which it would belong, if it is one of the hub. */
        public Path repository() {
            return path.resolveSibling("..").normalize();
        }
    }

    public CacheScan {
        repositories = List.copyOf(repositories);
        damaged = List.copyOf(damaged);
        partials = List.copyOf(partials);
    }

    /** What the repositories take, without partials. */
    public long bytes() {
        return repositories.stream().mapToLong(ScannedRepo::bytes).sum();
    }

    /** What takes room without being of use to anybody: damaged repositories, and what crashes left behind in others. */
    public long strayBytes() {
        long damage = damaged.stream().mapToLong(Damage::bytes).sum();
        return damage
                + repositories.stream()
                        .flatMap(repo -> repo.leftovers().stream())
                        .mapToLong(ScannedRepo.Leftover::bytes)
                        .sum();
    }

    /**
     * What nobody needs any more: revisions that no branch or tag leads to, partials, and what crashes left behind.
     *
     * @param untouchedSince partials of others, copies on their way, and contents without a snapshot, go only when nobody has written to them
     *     since; their owners may live
     * @param inUse which of our own partials must stay
     */
    public Deletion pruning(Instant untouchedSince, Predicate<Path> inUse) {
        return pruning(untouchedSince, inUse, snapshot -> false);
    }

    /** @param pinned which snapshots stay although no branch or tag leads to them */
    public Deletion pruning(Instant untouchedSince, Predicate<Path> inUse, Predicate<Path> pinned) {
        var spared = new ArrayList<Partial>();
        Deletion pruning = Deletion.NOTHING;
        for (Partial partial : partials) {
            if (partial.ours()
                    ? inUse.test(partial.path())
                    : partial.lastModified().isAfter(untouchedSince)) {
                spared.add(partial);
            } else {
                pruning = pruning.and(Deletion.ofLeftover(partial.path(), partial.bytes()));
            }
        }
        for (ScannedRepo repo : repositories) {
            boolean busy = spared.stream().anyMatch(partial -> partial.path().startsWith(repo.folder()));
            pruning = pruning.and(repo.pruning(untouchedSince, busy, pinned));
        }
        return pruning;
    }
}
