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
 * <p>The digest follows the bytes. Those that come in order it takes as they come; {@link #hash} reads what else has become
 * whole from the beginning on, while the system still has it in memory. So the bytes may come in any order, and the end of
 * the last one is nearly the end of the digest.
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
    private final NoteFile noteFile;
    private final Path target;
    private final String algorithm;
    private final double spaceFactor;
    private final boolean noted;
    private final Pieces pieces = new Pieces();
    private final Object opening = new Object();

    private volatile @Nullable FileChannel channel;

    // Changed by one call at a time, and read from anywhere without waiting for it.
    private volatile PartialNote note;
    private volatile Version version;
    private volatile long hashed;
    private @Nullable String source;
    private @Nullable RunningDigest digest;
    private volatile boolean closed;

    private PartialFile(Path target, String mark, String algorithm, double spaceFactor, boolean noted) {
        this.spaceFactor = spaceFactor;
        this.target = target;
        this.algorithm = algorithm;
        this.noted = noted;
        path = sibling(target, mark, "incomplete");
        noteFile = new NoteFile(sibling(target, mark, "state.incomplete"));
        note = PartialNote.NOTHING;
        version = note.version();
    }

    /**
     * @param mark what makes the name its owner's
     * @param algorithm by which digest the bytes will be known
     * @param spaceFactor how much room there must be for each byte that is still missing
     */
    static PartialFile open(Path target, String mark, String algorithm, double spaceFactor) throws IOException {
        var partial = new PartialFile(target, mark, algorithm, spaceFactor, true);
        partial.takeOver();
        return partial;
    }

    /** For a file that nobody takes up again where it was left. Does not block: it is made when its first bytes are here. */
    static PartialFile ofSmall(Path target, String algorithm) {
        return new PartialFile(target, PrivateMark.fresh(), algorithm, 1, false);
    }

    private FileChannel channel() throws IOException {
        FileChannel known = channel;
        if (known != null) {
            return known;
        }
        synchronized (opening) {
            if (channel == null) {
                Files.createDirectories(directory());
                channel = FileChannel.open(path, OPTIONS);
            }
            return channel;
        }
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
        FileChannel open = channel();
        note = noteFile.read();
        version = note.version();
        source = note.source();
        pieces.begin(note.here());
        if (pieces.extent() > open.size()) {
            restart();
        } else {
            open.truncate(pieces.extent());
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

    /** Takes over what the source says of the file. */
    synchronized void expect(Version said) {
        version = said;
        endWhereKnown();
    }

    /** Refuses a file that has no room on the disk. A small one may try. */
    void checkSpace() throws IOException {
        long needed = Math.round(missing() * spaceFactor);
        long free = Files.getFileStore(path).getUsableSpace();
        if (needed > free) {
            throw DownloadErrors.noSpace(directory(), needed, free, null);
        }
    }

    /** Whether a later attempt may go on from here. */
    boolean isNoted() {
        return noted;
    }

    boolean isClosed() {
        return closed;
    }

    /** Writes what has arrived of a piece, but for what lies beyond its end. Answers true when a note was taken. */
    boolean write(Piece piece, ByteBuffer chunk) throws IOException {
        int first = chunk.position();
        long start;
        synchronized (piece) {
            if (!piece.taken) {
                return false;
            }
            chunk.limit(first + (int) Math.min(chunk.remaining(), piece.missing()));
            start = piece.next;
            FileChannel open = channel();
            while (chunk.hasRemaining()) {
                open.write(chunk, start + chunk.position() - first);
            }
            pieces.advance(piece, chunk.position() - first);
        }
        hashWhenNext(piece, start, chunk.flip().position(first));
        return noteWhenDue();
    }

    /** What comes in order need not be read again. */
    private synchronized void hashWhenNext(Piece piece, long start, ByteBuffer written) {
        // A piece that is nobody's any more may be one that was dropped.
        if (!closed && start == hashed && knowsWhatComesFirst() && piece.taken) {
            hashed += written.remaining();
            running().update(written);
        }
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
        long end = Math.min(pieces.prefix(), hashed + HASH_AT_ONCE);
        if (closed || !knowsWhatComesFirst() || end == hashed) {
            return false;
        }
        readOn(end);
        return hashed == end;
    }

    /** Whether there is anything to read. */
    boolean isBehind() {
        return hashed < pieces.prefix();
    }

    /** Some digests begin with the length. */
    private boolean knowsWhatComesFirst() {
        return version.bytes() != null || !algorithm.equals(Digest.GIT_SHA1);
    }

    /** The source has ended where nobody knew it would: this is all. */
    synchronized void endsHere() throws IOException {
        expect(new Version(version.etag(), pieces.prefix()));
    }

    /** Drops all bytes. */
    synchronized void restart() throws IOException {
        pieces.taken().forEach(this::giveBack);
        // The note goes first: bytes without a note are harmless, a note without its bytes is a lie.
        noteFile.delete();
        note = PartialNote.NOTHING;
        version = Version.UNKNOWN;
        pieces.clear();
        hashed = 0;
        digest = null;
        channel().truncate(0);
    }

    /**
     * Makes the file appear at its target, whole and at once; of a file with another digest nothing is left.
     *
     * @param synced whether a power cut must not take back what has appeared
     */
    synchronized LocalFile publish(RemoteFile file, boolean synced) throws IOException {
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
        if (synced) {
            sync();
        }
        FileChannel open = channel();
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        if (synced) {
            syncDirectory();
        }
        closed = true;
        open.close();
        if (noted) {
            noteFile.delete();
        }
        return new LocalFile(target, hashed, actual);
    }

    /** Leaves what is here to whoever opens it next. */
    synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        pieces.taken().forEach(this::giveBack);
        closed = true;
        try (FileChannel open = channel;
                noteFile) {
            if (noted && open != null && bytes() > note.bytes()) {
                open.force(false);
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
        if (!noted || bytes() - note.bytes() < NOTE_EVERY) {
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
        noteFile.write(next);
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
        hashed = running().update(channel(), hashed, end);
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
            channel().force(true);
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
