package io.headwater.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a database file, held by a lock on a file beside it. The operating system takes the lock back when
 * the process ends, however it ends, so there is no lease to expire and no clock to trust.
 *
 * <p>POSIX locks have a trap: when any channel of this process on the locked file is closed, the lock is gone. So a file
 * that this JVM holds is remembered here and never opened a second time.
 */
final class FileClaim implements AutoCloseable {
    /** Of this JVM, whoever the class loader: keyed by real path. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    /** Beyond the text, so that others may read who holds the file where locks are mandatory. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private FileClaim(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Claims a database file, or says who holds it. */
    static FileClaim on(Path database) throws IOException {
        Path path = database.resolveSibling(database.getFileName() + ".lock");
        path = path.resolveSibling(".").toRealPath().resolve(path.getFileName());
        if (!HELD_HERE.add(path)) {
            throw StoreErrors.heldBy(database, "this same process");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw StoreErrors.heldBy(database, holderIn(path));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(describeThisProcess().getBytes(StandardCharsets.UTF_8)), 0);
            return new FileClaim(path, channel, lock);
        } catch (IOException | RuntimeException failure) {
            HELD_HERE.remove(path);
            if (channel != null) {
                channel.close();
            }
            throw failure;
        }
    }

    private static String describeThisProcess() {
        var process = ProcessHandle.current();
        String since =
                process.info().startInstant().map(start -> ", started " + start).orElse("");
        return "process " + process.pid() + since;
    }

    private static String holderIn(Path path) throws IOException {
        String text = Files.readString(path);
        return text.isBlank() ? "another process" : text;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
