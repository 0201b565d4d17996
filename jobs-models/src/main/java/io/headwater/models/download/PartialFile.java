package io.headwater.models.download;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file as far as it has come: beside its target, in the hands of one owner, with every byte already at its place. Every few mebibytes, and when it is closed, a {@link PartialNote} says which bytes are certain; what came after
 * the note is dropped when it is opened again. Its ending is the one that the hub's tools know for what may be tidied up.
 *
 * <p>The bytes may come in any order; a {@link GrowingDigest} follows them.
 *
 * <p>All of this blocks. Closing waits for the write that is under way and makes later ones do nothing: when a download is
 * stopped, a chunk may still be on its way.
 */
final class PartialFile {
    /** With what is in memory and in the system's buffers, less than eight mebibytes can be lost. */
    static final int NOTE_EVERY = 4 * 1024 * 1024;

    /** Less is quickly synced at the end. */
    static final long FLUSH_EVERY = 64L * 1024 * 1024;

    private final Path target;
    private final double spaceFactor;
    private final @Nullable NoteFile noteFile;
    private final Pieces pieces = new Pieces();
    private final GrowingDigest digest;
    private final Object opening = new Object();
    /** Held by whoever changes the note, or what it must never tell of any more. Inside, only the locks of the pieces and of the digest are taken. */
    private final Object noting = new Object();
    /** Held by whoever waits for the disk, from before he asks until its answer is dealt with: it tells a failure once. */
    private final Object syncing = new Object();

    private volatile @Nullable Claim claim;

    // Changed by one call at a time, and read from anywhere without waiting for it.
    private volatile PartialNote note;
    private volatile Version version;
    private volatile long found;
    private volatile long flushed;
    private volatile @Nullable String source;
    private volatile boolean closed;
    /** Why nothing here can be relied on. */
    private volatile @Nullable IOException syncFailure;

    private PartialFile(
            Path target, String algorithm, double spaceFactor, @Nullable Claim claim, @Nullable NoteFile noteFile) {
        this.target = target;
        this.spaceFactor = spaceFactor;
        this.claim = claim;
        this.noteFile = noteFile;
        note = PartialNote.NOTHING;
        version = note.version();
        digest = new GrowingDigest(algorithm, pieces, this::channel, () -> version.bytes());
    }

    /**
     * @param mark what makes the name its owner's
     * @param algorithm by which digest the bytes will be known
     * @param spaceFactor how much room there must be for each byte that is still missing
     */
    static PartialFile open(Path target, String mark, String algorithm, double spaceFactor) throws IOException {
        Claim claim = new Custody(target).of(mark);
        try {
            var noteFile = new NoteFile(Partials.noteOf(claim.path()));
            var partial = new PartialFile(target, algorithm, spaceFactor, claim, noteFile);
            partial.takeOver(noteFile);
            return partial;
        } catch (IOException failure) {
            claim.close();
            throw failure;
        }
    }

    /** For a file that nobody takes up again where it was left. Does not block: it is made when its first bytes are here. */
    static PartialFile ofSmall(Path target, String algorithm) {
        return new PartialFile(target, algorithm, 1, null, null);
    }

    private Claim claim() throws IOException {
        Claim known = claim;
        if (known != null) {
            return known;
        }
        synchronized (opening) {
            if (claim == null) {
                claim = new Custody(target).fresh();
            }
            return claim;
        }
    }

    private FileChannel channel() throws IOException {
        return claim().channel();
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

    /** How many of them were here when it was opened. */
    long found() {
        return found;
    }

    /** How many bytes, from the beginning on, have been read again since this was opened. */
    long hashed() {
        return digest.bytes();
    }

    /** How many bytes must be read before what is here can be relied on. */
    long toBeChecked() {
        Digest noted = note.digest();
        return noted != null && digest.isBy(noted) ? note.hashed() : 0;
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

    private synchronized void takeOver(NoteFile notes) throws IOException {
        FileChannel open = channel();
        note = notes.read();
        version = note.version();
        source = note.source();
        pieces.begin(note.here());
        if (pieces.extent() > open.size()) {
            restart();
        } else {
            open.truncate(pieces.extent());
        }
        endWhereKnown();
        found = bytes();
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
        if (!digest.recall(end)) {
            return false;
        }
        if (digest.bytes() == end && digest.soFar().equals(note.digest())) {
            digest.follow();
        } else {
            restart();
        }
        return true;
    }

    /** From now on the bytes come from this source: another one's name for the version says nothing there. */
    synchronized void comesFrom(String name) {
        if (!name.equals(source)) {
            synchronized (noting) {
                version = new Version(null, version.bytes());
                source = name;
            }
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
        long free = Files.getFileStore(directory()).getUsableSpace();
        if (needed > free) {
            throw DownloadErrors.noSpace(directory(), needed, free, null);
        }
    }

    /** Whether a later attempt may go on from here. */
    boolean isNoted() {
        return noteFile != null;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Writes what has arrived of a piece, but for what lies beyond its end. Where the digest is far behind, some of what it
     * waits for is done too. Answers true when a note was taken.
     */
    boolean write(Piece piece, ByteBuf chunk) throws IOException {
        synchronized (piece) {
            if (!piece.taken) {
                return false;
            }
            ByteBuf written = chunk.slice(chunk.readerIndex(), (int) Math.min(chunk.readableBytes(), piece.missing()));
            write(written.nioBuffer(), piece.next);
            long start = piece.next;
            pieces.advance(piece, written.readableBytes());
            // While the piece is held: once it is nobody's any more, it may be one that was dropped.
            digest.passed(start, written);
        }
        digest.letCatchUp();
        return noteWhenDue();
    }

    private void write(ByteBuffer bytes, long place) throws IOException {
        FileChannel open = channel();
        int first = bytes.position();
        while (bytes.hasRemaining()) {
            open.write(bytes, place + bytes.position() - first);
        }
    }

    /** For whoever has nothing to write for the moment. */
    void hashIfLittle() throws IOException {
        digest.takeIfLittle();
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

    /** The digest takes some more of what is here; answers false when there was nothing for it. */
    boolean hash() throws IOException {
        return digest.take();
    }

    /** Whether there is enough for the digest for another thread to see to it. */
    boolean isBehind() {
        return digest.isBehind();
    }

    /** Whether so much waits in the system's memory that it is time to {@link #flushWhenDue}. */
    boolean isToBeFlushed() {
        return bytes() - flushed >= FLUSH_EVERY;
    }

    /**
     * Has the system write out what has come, while more comes: else it begins when the last byte is here and everybody waits for
     * it, or it stops everybody when its memory is full. Whoever is called a second time for the same bytes does nothing.
     */
    void flushWhenDue() throws IOException {
        synchronized (syncing) {
            if (!closed && isToBeFlushed()) {
                flushed = bytes();
                sync(false);
            }
        }
    }

    /** The source has ended where nobody knew it would: this is all. */
    synchronized void endsHere() throws IOException {
        expect(new Version(version.etag(), pieces.prefix()));
    }

    /** Drops all bytes. */
    synchronized void restart() throws IOException {
        pieces.taken().forEach(this::giveBack);
        synchronized (noting) {
            // The note goes first: bytes without a note are harmless, a note without its bytes is a lie.
            deleteNote();
            note = PartialNote.NOTHING;
            version = Version.UNKNOWN;
            pieces.clear();
            digest.forget();
        }
        found = 0;
        flushed = 0;
        channel().truncate(0);
        digest.follow();
    }

    /**
     * Makes the file appear at its target, whole and at once; of a file with another digest nothing is left.
     *
     * @param synced whether a power cut must not take back what has appeared
     */
    synchronized LocalFile publish(RemoteFile file, boolean synced) throws IOException {
        while (hash()) {
            // Mostly no more than the last few chunks.
        }
        if (digest.bytes() != bytes()) {
            restart();
            throw new IOException(claim().path() + " was changed by somebody else");
        }
        Digest actual = digest.soFar();
        if (file.digest() != null && !file.digest().equals(actual)) {
            restart();
            throw DownloadErrors.digestMismatch(file, actual);
        }
        if (synced) {
            sync(true);
        }
        Claim ours = claim();
        appear(ours, actual);
        digest.stop();
        closed = true;
        ours.close();
        deleteNote();
        if (synced) {
            syncDirectory();
        }
        return new LocalFile(target, digest.bytes(), actual);
    }

    private void appear(Claim ours, Digest actual) throws IOException {
        try {
            Rename.file(ours.path(), target);
        } catch (IOException refused) {
            // Another one was faster: some systems replace no file that somebody reads.
            if (!isThere(actual)) {
                throw refused;
            }
            ours.delete();
        }
    }

    private boolean isThere(Digest wanted) throws IOException {
        if (!Files.isRegularFile(target)) {
            return false;
        }
        try (var there = FileChannel.open(target, StandardOpenOption.READ)) {
            var read = new RunningDigest(wanted.algorithm(), there.size());
            read.update(there, 0, there.size());
            return read.soFar().equals(wanted);
        }
    }

    /** Leaves what is here to whoever opens it next. */
    synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        pieces.taken().forEach(this::giveBack);
        digest.stop();
        synchronized (syncing) {
            closed = true;
            try (Claim ours = claim) {
                if (ours != null) {
                    noteTheLast();
                    if (note.bytes() == 0) {
                        ours.delete();
                        deleteNote();
                    }
                }
            }
        }
    }

    private void noteTheLast() {
        if (noteFile == null) {
            return;
        }
        try (noteFile) {
            if (bytes() > note.bytes()) {
                sync(true);
                synchronized (noting) {
                    takeNote(noteFile, digest.standing());
                }
            }
        } catch (IOException diskRefuses) {
            // The last note still holds, if there is one. If it was the disk that ended the download, that has been
            // said.
        }
    }

    private void deleteNote() throws IOException {
        if (noteFile != null) {
            synchronized (noting) {
                noteFile.delete();
            }
        }
    }

    private boolean noteWhenDue() throws IOException {
        if (noteFile == null || bytes() - note.bytes() < NOTE_EVERY) {
            return false;
        }
        synchronized (noting) {
            if (closed || syncFailure != null || bytes() - note.bytes() < NOTE_EVERY) {
                return false;
            }
            takeNote(noteFile, digest.lately());
            return true;
        }
    }

    /** @param sure found out before what is here: it must be a part of that */
    private void takeNote(NoteFile notes, GrowingDigest.Standing sure) throws IOException {
        var next = new PartialNote(pieces.here(), sure.bytes(), sure.digest(), version, source);
        notes.write(next);
        note = next;
    }

    private void endWhereKnown() {
        Long total = version.bytes();
        if (total != null) {
            pieces.endsAt(total);
        }
    }

    private void sync(boolean withMetadata) throws IOException {
        synchronized (syncing) {
            if (syncFailure != null) {
                throw syncFailure;
            }
            try {
                channel().force(withMetadata);
            } catch (ClosedChannelException interrupted) {
                throw interrupted; // of the disk, that says nothing
            } catch (IOException failure) {
                doubt(failure);
                throw failure;
            }
        }
    }

    /**
     * From here on, what is read back need not be what lies on the disk, and asking again would only hide it. Nothing of it is
     * noted any more, so nothing is left of it when it is closed.
     */
    private void doubt(IOException failure) throws IOException {
        synchronized (noting) {
            syncFailure = failure;
            note = PartialNote.NOTHING;
            deleteNote();
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
}
