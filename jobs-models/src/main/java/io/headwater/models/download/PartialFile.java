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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file as far as it has come: beside its target, under a name that only its owner uses, with every byte already at its
 * place. Every few mebibytes, and when it is closed, a {@link PartialNote} says which bytes are certain; what came after
 * the note is dropped when it is opened again. Its ending is the one that the hub's tools know for what may be tidied up.
 *
 * <p>The digest follows the bytes: {@link #hash} reads what has become whole from the beginning on, while the system still
 * has it in memory. So the bytes may come in any order, and the end of the last one is nearly the end of the digest.
 *
 * <p>All of this blocks. Closing waits for the write that is under way and makes later ones do nothing: when a download is
 * stopped, a chunk may still be on its way.
 */
final class PartialFile {
    /** With what is in memory and in the system's buffers, less than eight mebibytes can be lost. */
    static final int NOTE_EVERY = 4 * 1024 * 1024;

    private static final int HASH_AT_ONCE = 1024 * 1024;

    /** Never through a link that somebody put where the file should be. */
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path path;
    private final Path notePath;
    private final Path target;
    private final String algorithm;
    private final double spaceFactor;
    private final FileChannel channel;
    private final Pieces pieces = new Pieces();

    // Changed by one call at a time, and read from anywhere without waiting for it.
    private volatile PartialNote note;
    private volatile Version version;
    private volatile long hashed;
    private @Nullable String source;
    private @Nullable RunningDigest digest;
    private boolean closed;

    private PartialFile(Path target, String mark, String algorithm, double spaceFactor) throws IOException {
        this.spaceFactor = spaceFactor;
        this.target = target;
        this.algorithm = algorithm;
        path = sibling(target, mark, "incomplete");
        notePath = sibling(target, mark, "state.incomplete");
        note = JsonFile.read(notePath, PartialNote.class).orElse(PartialNote.NOTHING);
        channel = FileChannel.open(path, OPTIONS);
        version = note.version();
        source = note.source();
    }

    /**
     * @param mark what makes the name its owner's
     * @param algorithm by which digest the bytes will be known
     * @param spaceFactor how much room there must be for each byte that is still missing
     */
    static PartialFile open(Path target, String mark, String algorithm, double spaceFactor) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        var partial = new PartialFile(target, mark, algorithm, spaceFactor);
        partial.takeOver();
        return partial;
    }

    Path directory() {
        return target.resolveSibling("");
    }

    /** Who fetches what. */
    Pieces pieces() {
        return pieces;
    }

    /** How many bytes are here. */
    long bytes() {
        return pieces.bytes();
    }

    /** How many bytes, from the beginning on, have been read again since this was opened. */
    long hashed() {
        return hashed;
    }

    /** How many bytes must be read before what is here can be relied on. */
    long toBeChecked() {
        return note.digest() != null && note.digest().algorithm().equals(algorithm) ? note.hashed() : 0;
    }

    /** What they are a part of. */
    Version version() {
        return version;
    }

    boolean isWhole() {
        Long total = version.bytes();
        return total != null && total == bytes();
    }

    /** How many bytes are still to come; 0 while nobody knows. */
    long missing() {
        Long total = version.bytes();
        return total == null ? 0 : Math.max(0, total - bytes());
    }

    private synchronized void takeOver() throws IOException {
        pieces.begin(note.here());
        if (pieces.extent() > channel.size()) {
            restart();
        } else {
            channel.truncate(pieces.extent());
        }
        endWhereKnown();
    }

    /**
     * Reads some of what the note has a digest of; to be called until it answers true. Where they are no longer the bytes
     * of the note, all that is here is dropped.
     */
    synchronized boolean check() throws IOException {
        long end = toBeChecked();
        if (closed || end == 0) {
            return true;
        }
        long stop = readOn(Math.min(end, hashed + HASH_AT_ONCE));
        if (hashed == stop && hashed < end) {
            return false;
        }
        if (hashed < end || !running().soFar().equals(note.digest())) {
            restart();
        }
        return true;
    }

    /** From now on the bytes come from this source: another one's name for the version says nothing there. */
    synchronized void comesFrom(String name) {
        if (!name.equals(source)) {
            version = new Version(null, version.bytes());
            source = name;
        }
    }

    /** Takes over what the source says of the file, and refuses a file that has no room on the disk. */
    synchronized void expect(Version said) throws IOException {
        version = said;
        endWhereKnown();
        long needed = Math.round(missing() * spaceFactor);
        long free = Files.getFileStore(path).getUsableSpace();
        if (needed > free) {
            throw DownloadErrors.noSpace(directory(), needed, free, null);
        }
    }

    /** Writes what has arrived of a piece, but for what lies beyond its end. Answers true when a note was taken. */
    boolean write(Piece piece, byte[] chunk) throws IOException {
        synchronized (piece) {
            if (!piece.taken) {
                return false;
            }
            int count = (int) Math.min(chunk.length, piece.missing());
            var buffer = ByteBuffer.wrap(chunk, 0, count);
            long start = piece.next;
            while (buffer.hasRemaining()) {
                channel.write(buffer, start + buffer.position());
            }
            pieces.advance(piece, count);
        }
        return noteWhenDue();
    }

    /** The piece is nobody's any more, or again his from whom it was taken. Waits for the writes that are under way. */
    void giveBack(Piece piece) {
        synchronized (piece) {
            pieces.giveBack(piece);
        }
        Piece before = pieces.before(piece);
        if (before != null) {
            synchronized (before) {
                pieces.extend(before, piece);
            }
        }
    }

    /** Reads some more of what has become whole from the beginning on; answers false when there was nothing to read. */
    synchronized boolean hash() throws IOException {
        // Some digests begin with the length.
        boolean knowsLength = version.bytes() != null || !algorithm.equals(Digest.GIT_SHA1);
        long end = Math.min(pieces.prefix(), hashed + HASH_AT_ONCE);
        if (closed || !knowsLength || end == hashed) {
            return false;
        }
        readOn(end);
        return hashed == end;
    }

    /** The source has ended where nobody knew it would: this is all. */
    synchronized void endsHere() throws IOException {
        expect(new Version(version.etag(), pieces.prefix()));
    }

    /** Drops all bytes. */
    synchronized void restart() throws IOException {
        pieces.taken().forEach(this::giveBack);
        // The note goes first: bytes without a note are harmless, a note without its bytes is a lie.
        Files.deleteIfExists(notePath);
        note = PartialNote.NOTHING;
        version = Version.UNKNOWN;
        pieces.clear();
        hashed = 0;
        digest = null;
        channel.truncate(0);
    }

    /** Makes the file appear at its target, whole and at once; of a file with another digest nothing is left. */
    synchronized LocalFile publish(RemoteFile file) throws IOException {
        while (hash()) {
            // Only of a file whose length nobody knew is there anything left to read.
        }
        if (hashed != bytes()) {
            restart();
            throw new IOException(path + " was changed by somebody else");
        }
        Digest actual = running().soFar();
        if (file.digest() != null && !file.digest().equals(actual)) {
            restart();
            throw DownloadErrors.digestMismatch(file, actual);
        }
        sync();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory();
        closed = true;
        channel.close();
        Files.deleteIfExists(notePath);
        return new LocalFile(target, hashed, actual);
    }

    /** Leaves what is here to whoever opens it next. */
    synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        pieces.taken().forEach(this::giveBack);
        closed = true;
        try (channel) {
            if (bytes() > note.bytes()) {
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

    private boolean noteWhenDue() throws IOException {
        if (bytes() - note.bytes() < NOTE_EVERY) {
            return false;
        }
        synchronized (this) {
            if (closed || bytes() - note.bytes() < NOTE_EVERY) {
                return false;
            }
            takeNote();
            return true;
        }
    }

    private void takeNote() throws IOException {
        Digest soFar = hashed == 0 ? null : running().soFar();
        var next = new PartialNote(pieces.here(), hashed, soFar, version, source);
        JsonFile.write(notePath, next);
        note = next;
    }

    private RunningDigest running() {
        if (digest == null) {
            digest = new RunningDigest(algorithm, Objects.requireNonNullElse(version.bytes(), 0L));
        }
        return digest;
    }

    /** Answers where it wanted to come to. */
    private long readOn(long end) throws IOException {
        hashed = running().update(channel, hashed, end);
        return end;
    }

    private void endWhereKnown() {
        Long total = version.bytes();
        if (total != null) {
            pieces.endsAt(total);
        }
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

    private static Path sibling(Path target, String mark, String ending) {
        return target.resolveSibling("%s.%s.headwater.%s".formatted(target.getFileName(), mark, ending));
    }
}
