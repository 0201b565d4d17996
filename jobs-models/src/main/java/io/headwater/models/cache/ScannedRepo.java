package io.headwater.models.cache;

import io.headwater.models.ref.RepoType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A repository in the cache.
 *
 * @param id as whoever fetched it first has written it
 * @param leftovers contents that no snapshot leads to, and our own drafts: a crash left them, or somebody is at work
 */
public record ScannedRepo(
        RepoType type,
        String id,
        Path folder,
        List<ScannedRevision> revisions,
        List<Leftover> leftovers,
        Instant lastUsed,
        Instant lastModified) {
    /** A file that nothing in its repository leads to. */
    public record Leftover(Path path, long bytes, Instant lastModified) {}

    public ScannedRepo {
        revisions = List.copyOf(revisions);
        leftovers = List.copyOf(leftovers);
    }

    /** What its snapshots take; content that several share counts once. */
    public long bytes() {
        return sum(ScannedRevision.contents(revisions));
    }

    /** What is to be removed so that these commits are gone and all others are whole; unknown ones are passed over. */
    public Deletion deletionOf(Collection<String> commits) {
        return deletionOf(commits, false);
    }

    /**
     * What is to be removed so that some files of a commit are gone and all others are whole. A commit of which nothing
     * else would be left goes itself.
     *
     * @param busy whether somebody is at work in the folder, so that it must stay even when it is empty
     */
    public Deletion deletionOf(String commit, Predicate<String> paths, boolean busy) {
        var gone = new ArrayList<ScannedFile>();
        var kept = new ArrayList<ScannedFile>();
        boolean leavesSome = false;
        for (ScannedRevision revision : revisions) {
            boolean touched = revision.commit().equals(commit);
            for (ScannedFile file : revision.files()) {
                boolean goes = touched && paths.test(file.path());
                (goes ? gone : kept).add(file);
                leavesSome |= touched && !goes;
            }
        }
        if (!leavesSome) {
            return deletionOf(List.of(commit), busy);
        }
        Map<Path, Long> freed = ScannedFile.contents(gone);
        freed.keySet().removeAll(ScannedFile.contents(kept).keySet());
        // The names go before what they lead to: a link that leads nowhere makes others take all of it for damaged.
        Set<Path> files = new LinkedHashSet<>();
        revisions.stream()
                .filter(revision -> revision.commit().equals(commit))
                .forEach(revision ->
                        gone.forEach(file -> files.add(revision.snapshot().resolve(file.path()))));
        files.addAll(freed.keySet());
        return new Deletion(List.of(), List.of(), List.of(), List.copyOf(files), sum(freed));
    }

    Deletion pruning(Instant untouchedSince, boolean busy, Predicate<Path> pinned) {
        List<String> unnamed = revisions.stream()
                .filter(revision -> revision.refs().isEmpty() && !pinned.test(revision.snapshot()))
                .map(ScannedRevision::commit)
                .toList();
        Deletion pruning = deletionOf(unnamed, busy);
        if (pruning.repositories().isEmpty()) {
            for (Leftover leftover : leftovers) {
                if (!leftover.lastModified().isAfter(untouchedSince)) {
                    pruning = pruning.and(Deletion.ofLeftover(leftover.path(), leftover.bytes()));
                }
            }
        }
        return pruning;
    }

    /** @param busy whether somebody is at work in the folder, so that it must stay even when it is empty */
    private Deletion deletionOf(Collection<String> commits, boolean busy) {
        Map<Boolean, List<ScannedRevision>> parts =
                revisions.stream().collect(Collectors.partitioningBy(revision -> commits.contains(revision.commit())));
        List<ScannedRevision> gone = parts.getOrDefault(true, List.of());
        List<ScannedRevision> kept = parts.getOrDefault(false, List.of());
        if (gone.isEmpty()) {
            return Deletion.NOTHING;
        }
        if (kept.isEmpty() && !busy) {
            return Deletion.ofFolder(folder, bytes());
        }
        Map<Path, Long> freed = ScannedRevision.contents(gone);
        freed.keySet().removeAll(ScannedRevision.contents(kept).keySet());
        return new Deletion(
                List.of(),
                gone.stream().map(ScannedRevision::snapshot).toList(),
                gone.stream()
                        .flatMap(revision -> revision.refs().stream())
                        .map(ref -> folder.resolve("refs").resolve(ref))
                        .toList(),
                // A copy lies in its snapshot, and goes with it.
                freed.keySet().stream().filter(ScannedRepo::isBlob).sorted().toList(),
                sum(freed));
    }

    /** The scanner lets nothing pass that lies outside of the repository; so the name of the folder tells. */
    private static boolean isBlob(Path content) {
        return content.resolveSibling("").endsWith("blobs");
    }

    private static long sum(Map<Path, Long> contents) {
        return contents.values().stream().mapToLong(Long::longValue).sum();
    }
}
