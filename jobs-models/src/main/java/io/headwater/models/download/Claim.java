package io.headwater.models.download;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A partial file in the hands of its one owner, with a lock on it that the system takes away when the owner's process ends:
 * whoever gets the lock knows that the owner is gone. Nothing but double work depends on it. The lock is on the file
 * itself, so that it goes along when the file is renamed.
 */
final class Claim implements Closeable {
    /** Far beyond all bytes: some systems let nobody else read what is locked. */
    private static final long PLACE = Long.MAX_VALUE - 1;

    /** Never through a link that somebody put where the file should be. */
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /**
     * What this process has in its hands. Asked before a file is opened: where a process closes any channel to a file, POSIX
     * takes its locks on it away, those of the other channels too.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private Path path;

    private Claim(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** A file of one's own, made where there is none; null when somebody else has it. */
    static @Nullable Claim own(Path path) throws IOException {
        var options = new HashSet<>(OPTIONS);
        options.add(StandardOpenOption.CREATE);
        return claim(path, options, false);
    }

    /** A file of somebody who is gone; null while he is not, or when that cannot be told. */
    static @Nullable Claim orphan(Path path) {
        try {
            return claim(path, OPTIONS, true);
        } catch (IOException goneOrNotToBeTouched) {
            return null;
        }
    }

    private static @Nullable Claim claim(Path name, Set<OpenOption> options, boolean onlyLocked) throws IOException {
        // One file, one name, by whatever way it was reached.
        Path path = name.resolveSibling("").toRealPath().resolve(name.getFileName());
        if (!HELD.add(path)) {
            return null;
        }
        FileChannel open = null;
        boolean ours = false;
        try {
            Object before = onlyLocked ? keyOf(path) : null;
            open = FileChannel.open(path, options);
            // Whoever had the lock a moment ago may have renamed the file, and another one may have its name by now.
            ours = lock(open, onlyLocked) && There.isAnything(path) && (before == null || before.equals(keyOf(path)));
            return ours ? new Claim(path, open) : null;
        } finally {
            if (!ours) {
                close(open);
                HELD.remove(path);
            }
        }
    }

    private static boolean lock(FileChannel open, boolean onlyLocked) throws IOException {
        try {
            return open.tryLock(PLACE, 1, false) != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        } catch (IOException noLocksHere) {
            return !onlyLocked;
        }
    }

    private static void close(@Nullable FileChannel open) throws IOException {
        if (open != null) {
            open.close();
        }
    }

    /** What tells one file from another of the same name; null where the system has no such thing. */
    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    FileChannel channel() {
        return channel;
    }

    Path path() {
        return path;
    }

    /** Fails when it is not there any more. */
    void rename(String name) throws IOException {
        Path next = path.resolveSibling(name);
        Files.move(path, next, StandardCopyOption.ATOMIC_MOVE);
        HELD.add(next);
        HELD.remove(path);
        path = next;
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Leaves it to whoever comes next. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(path);
        }
    }
}
