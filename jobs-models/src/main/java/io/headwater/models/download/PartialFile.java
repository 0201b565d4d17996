package io.headwater.models.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file as far as it has come: hidden beside its target, under a name that only its owner uses. Every few
 * mebibytes, and when it is closed, a {@link PartialNote} says how far the bytes are certain. Whoever opens it again
 * first {@linkplain #check checks} what the note vouches for and goes on from there; what came after the note is dropped.
 *
 * <p>All of this blocks. Closing waits for the call that is under way and makes a later {@link #append} do nothing: when
 * a download is stopped, a chunk may still be on its way.
 */
final class PartialFile {
    /** With what is in memory and in the system's buffers, less than eight mebibytes can be lost. */
    static final int NOTE_EVERY = 4 * 1024 * 1024;

    /** Never through a link that somebody put where the file should be. */
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Path target;
    private final FileChannel channel;
    private final Sha256 digest = new Sha256();

    // Changed by one call at a time, and read from anywhere without waiting for it.
    private volatile PartialNote note;
    private volatile long bytes;
    private volatile Version version;
    private boolean closed;

    private PartialFile(Path path, Path target, FileChannel channel, PartialNote note) {
        this.path = path;
        this.target = target;
        this.channel = channel;
        this.note = note;
        this.version = note.version();
    }

    /** @param mark what makes the name its owner's */
    static PartialFile open(Path target, String mark) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        Path path = target.resolveSibling(".%s.%s.part".formatted(target.getFileName(), mark));
        PartialNote note = JsonFile.read(notePath(path), PartialNote.class).orElse(PartialNote.NOTHING);
        return new PartialFile(path, target, FileChannel.open(path, OPTIONS), note);
    }

    Path directory() {
        return target.resolveSibling("");
    }

    /** How many bytes are here for certain, from the beginning of the file on. */
    long bytes() {
        return bytes;
    }

    /** How many bytes the note vouches for. */
    long noted() {
        return note.bytes();
    }

    /** What they are the beginning of. */
    Version version() {
        return version;
    }

    boolean isWhole() {
        Long total = version.bytes();
        return total != null && total == bytes;
    }

    /** How many bytes are still to come; 0 while nobody knows. */
    long missing() {
        Long total = version.bytes();
        return total == null ? 0 : Math.max(0, total - bytes);
    }

    /**
     * Reads some of what the note vouches for; to be called until it answers true. Bytes that turn out not to be those of
     * the note are dropped, all of them.
     */
    synchronized boolean check() throws IOException {
        if (closed) {
            return true;
        }
        long end = Math.min(note.bytes(), bytes + NOTE_EVERY);
        bytes = digest.update(channel, bytes, end);
        if (bytes == end && end < note.bytes()) {
            return false;
        }
        if (bytes < end || (bytes > 0 && !digest.hex().equals(note.sha256()))) {
            restart();
        }
        channel.truncate(bytes);
        return true;
    }

    /** Takes over what the source says of the file, and refuses a file that has no room on the disk. */
    synchronized void expect(Version said) throws IOException {
        version = said;
        long free = Files.getFileStore(path).getUsableSpace();
        if (missing() > free) {
            throw DownloadErrors.noSpace(directory(), missing(), free, null);
        }
    }

    /** Answers true when a note was taken. */
    synchronized boolean append(byte[] chunk) throws IOException {
        if (closed) {
            return false;
        }
        var buffer = ByteBuffer.wrap(chunk);
        while (buffer.hasRemaining()) {
            // By our own count: after a failed write the channel's position may be anywhere.
            channel.write(buffer, bytes + buffer.position());
        }
        digest.update(buffer.rewind());
        bytes = bytes + chunk.length;
        if (bytes - note.bytes() < NOTE_EVERY) {
            return false;
        }
        takeNote();
        return true;
    }

    /** Drops all bytes. */
    synchronized void restart() throws IOException {
        // The note goes first: bytes without a note are harmless, a note without its bytes is a lie.
        Files.deleteIfExists(notePath(path));
        note = PartialNote.NOTHING;
        version = Version.UNKNOWN;
        bytes = 0;
        digest.reset();
        channel.truncate(0);
    }

    /** Makes the file appear at its target, whole and at once; of a file with another digest nothing is left. */
    synchronized LocalFile publish(RemoteFile file) throws IOException {
        String actual = digest.hex();
        if (file.sha256() != null && !file.sha256().equals(actual)) {
            restart();
            throw DownloadErrors.digestMismatch(file, actual);
        }
        sync();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
        closed = true;
        channel.close();
        Files.deleteIfExists(notePath(path));
        return new LocalFile(target, bytes, actual);
    }

    /** Leaves what is here to whoever opens it next. */
    synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (channel) {
            if (bytes > note.bytes()) {
                channel.force(false);
                takeNote();
            }
        } catch (IOException diskRefuses) {
            // The last note still holds. If it was the disk that ended the download, that has been said already.
        }
        if (note.bytes() == 0) {
            Files.deleteIfExists(path);
        }
    }

    private void takeNote() throws IOException {
        var next = new PartialNote(bytes, digest.hex(), version);
        JsonFile.write(notePath(path), next);
        note = next;
    }

    private void sync() throws IOException {
        try {
            channel.force(true);
        } catch (IOException failure) {
            // From here on, what is read back need not be what lies on the disk; asking again would only hide it.
            restart();
            throw failure;
        }
    }

    /** So that a power cut does not take the rename back. */
    private void syncDirectory() throws IOException {
        try (var directory = FileChannel.open(directory(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (AccessDeniedException windowsOpensNoDirectories) {
            // There, a rename is as durable as the system makes it.
        }
    }

    private static Path notePath(Path partial) {
        return partial.resolveSibling(partial.getFileName() + ".json");
    }
}
