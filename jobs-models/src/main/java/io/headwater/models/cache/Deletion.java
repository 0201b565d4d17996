package io.headwater.models.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be removed from the cache, and what that frees: to be shown first, or carried out at once. It goes by what was
 * seen when the cache was scanned, so it should not wait.
 *
 * <p>What is kept stays whole at every moment: first go the snapshots, then the refs to them, then the contents that no
 * other snapshot leads to. There is no lock against a download that begins meanwhile; it may lose content that it found,
 * and has to fetch it again.
 *
 * @param repositories whole folders
 * @param contents blobs, and what else is a plain file
 */
public record Deletion(
        List<Path> repositories, List<Path> snapshots, List<Path> refs, List<Path> contents, long bytes) {
    public static final Deletion NOTHING = new Deletion(List.of(), List.of(), List.of(), List.of(), 0);

    public Deletion {
        repositories = List.copyOf(repositories);
        snapshots = List.copyOf(snapshots);
        refs = List.copyOf(refs);
        contents = List.copyOf(contents);
    }

    /** All of a folder, whatever state it is in. */
    public static Deletion ofFolder(Path folder, long bytes) {
        return new Deletion(List.of(folder), List.of(), List.of(), List.of(), bytes);
    }

    /** A plain file. */
    public static Deletion ofLeftover(Path file, long bytes) {
        return new Deletion(List.of(), List.of(), List.of(), List.of(file), bytes);
    }

    public boolean isEmpty() {
        return Stream.of(repositories, snapshots, refs, contents).allMatch(List::isEmpty);
    }

    /** Whether a file would be gone. */
    public boolean removes(Path file) {
        return Stream.concat(repositories.stream(), snapshots.stream()).anyMatch(file::startsWith)
                || contents.contains(file);
    }

    public Deletion and(Deletion other) {
        return new Deletion(
                both(repositories, other.repositories),
                both(snapshots, other.snapshots),
                both(refs, other.refs),
                both(contents, other.contents),
                bytes + other.bytes);
    }

    /** What is gone already is fine: killed in the middle, the same can be done again. */
    public void carryOut() throws IOException {
        for (Path repository : repositories) {
            Folders.remove(repository);
        }
        for (Path snapshot : snapshots) {
            Folders.remove(snapshot);
        }
        for (Path file : both(refs, contents)) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> both(List<Path> some, List<Path> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }
}
