package io.headwater.models.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The partial files of one target: each has an owner, who is named in it. Whoever has none yet may have one whose owner is
 * gone. That saves work and nothing else: where it cannot be done, one begins with an empty file.
 */
final class Custody {
    /** Where files come over a network, a lock may be a mere courtesy: one gets it while another has it. */
    private static final Pattern REMOTE = Pattern.compile(
            "(?i)nfs.*|cifs|smb.*|afp.*|9p|lustre|ceph.*|gluster.*|gpfs|beegfs.*|webdav.*|(mac|osx)?fuse.*");

    private final Path target;

    Custody(Path target) {
        this.target = target;
    }

    /** The owner's file: the one that he has, else one without an owner, else an empty one. Another's name where his is taken. */
    Claim of(String mark) throws IOException {
        makeFolder();
        if (!There.isAnything(bytesOf(mark))) {
            Claim adopted = adopt(Partials.name(target, mark));
            if (adopted != null) {
                return adopted;
            }
        }
        Claim own = Claim.own(bytesOf(mark));
        return own == null ? fresh() : own;
    }

    /** An empty file that nobody else uses. */
    Claim fresh() throws IOException {
        makeFolder();
        Claim fresh = null;
        while (fresh == null) {
            // Only in the moment in which it appears can somebody take it for one without an owner.
            fresh = Claim.own(bytesOf(PrivateMark.fresh()));
        }
        return fresh;
    }

    /** Removes what nobody can use: bytes without a note, whose owner is gone, and notes without bytes. */
    static void sweep(Path directory) throws IOException {
        if (!There.isFolder(directory)) {
            return;
        }
        boolean locksHold = locksHold(directory);
        for (Path file : Partials.in(directory)) {
            if (Partials.isNote(file) && !There.isAnything(Partials.bytesOf(file))) {
                Files.deleteIfExists(file);
            }
            if (locksHold && Partials.isBytes(file) && !There.isAnything(Partials.noteOf(file))) {
                removeOrphan(file);
            }
        }
    }

    /** The one that has come farthest; the others are of no use then. */
    private @Nullable Claim adopt(String name) throws IOException {
        Claim adopted = null;
        for (Path other : others()) {
            if (adopted == null) {
                adopted = takeOver(other, name);
            } else {
                removeOrphan(other);
            }
        }
        return adopted;
    }

    private List<Path> others() throws IOException {
        if (!locksHold(target.resolveSibling(""))) {
            return List.of();
        }
        return Partials.of(target).stream()
                .filter(Partials::isBytes)
                .sorted(Comparator.comparing(Custody::noted).reversed())
                .toList();
    }

    private static @Nullable Claim takeOver(Path orphan, String name) throws IOException {
        Claim claim = Claim.orphan(orphan);
        if (claim == null) {
            return null;
        }
        Path note = Partials.noteOf(orphan);
        try {
            // The note is there before and after: killed in between, the bytes are never without one.
            copyNote(note, Partials.noteOf(orphan.resolveSibling(name)));
            claim.rename(name);
        } catch (IOException notOursToRename) {
            claim.close();
            return null;
        }
        try {
            Files.deleteIfExists(note);
        } catch (IOException thenLater) {
            // Without its bytes it says nothing, and is swept away.
        }
        return claim;
    }

    private static void copyNote(Path note, Path copy) throws IOException {
        try {
            Files.copy(note, copy, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException nothingIsNoted) {
            // The bytes do not count then, but the file will do for new ones; an old note would speak of others.
            Files.deleteIfExists(copy);
        }
    }

    private static void removeOrphan(Path file) {
        try (Claim claim = Claim.orphan(file)) {
            if (claim != null) {
                // The note goes first: bytes without a note are harmless, a note without its bytes is a lie.
                Files.deleteIfExists(Partials.noteOf(file));
                claim.delete();
            }
        } catch (IOException notOursToRemove) {
            // It takes up room and does no harm.
        }
    }

    private static long noted(Path file) {
        try {
            return Partials.bytes(List.of(file));
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private static boolean locksHold(Path directory) throws IOException {
        return !REMOTE.matcher(Files.getFileStore(directory).type()).matches();
    }

    private void makeFolder() throws IOException {
        Path folder = target.resolveSibling("");
        // Asked first: to make one that is there costs a lock on the folder above it and an exception, for each file.
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
        }
    }

    private Path bytesOf(String mark) {
        return target.resolveSibling(Partials.name(target, mark));
    }
}
