package io.headwater.models.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A commit of which there is a snapshot.
 *
 * @param refs the branches and tags that lead to it
 */
public record ScannedRevision(
        String commit, Path snapshot, List<String> refs, List<ScannedFile> files, Instant lastModified) {
    public ScannedRevision {
        refs = List.copyOf(refs);
        files = List.copyOf(files);
    }

    /** What it takes, content that it shares with other revisions included. */
    public long bytes() {
        return contents(List.of(this)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Each content once, with its length. */
    static Map<Path, Long> contents(List<ScannedRevision> revisions) {
        return ScannedFile.contents(revisions.stream()
                .flatMap(revision -> revision.files().stream())
                .toList());
    }
}
