package io.headwater.models.download;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a file that is still coming. It follows the bytes on their {@link Trail}, beside whoever writes: those that
 * come in order it takes as they came; what else has become whole from the beginning on it reads, while the system still has it
 * in memory. So the bytes may come in any order, and the end of the last one is nearly the end of the digest.
 */
final class GrowingDigest {
    private static final int HASH_AT_ONCE = 4 * 1024 * 1024;
    private static final int READ_AT_ONCE = 1024 * 1024;

    private final String algorithm;
    private final Pieces pieces;
    private final OpenFile file;
    private final Supplier<@Nullable Long> length;
    private final Trail trail = new Trail();

    // Changed by one call at a time, and read from anywhere without waiting for it.
    private volatile long bytes;
    /** As it stood not long ago: whoever takes a note need not wait for whoever is at it. */
    private volatile Standing known = Standing.NOTHING;

    private @Nullable RunningDigest digest;

    /** Where the bytes are. */
    @FunctionalInterface
    interface OpenFile {
        FileChannel channel() throws IOException;
    }

    /**
     * How far it had come, and what it was there.
     *
     * @param digest null where it had not begun
     */
    record Standing(long bytes, @Nullable Digest digest) {
        static final Standing NOTHING = new Standing(0, null);
    }

    /**
     * @param pieces which bytes there are
     * @param length of the file, null while nobody knows it
     */
    GrowingDigest(String algorithm, Pieces pieces, OpenFile file, Supplier<@Nullable Long> length) {
        this.algorithm = algorithm;
        this.pieces = pieces;
        this.file = file;
        this.length = length;
    }

    boolean isBy(Digest other) {
        return other.algorithm().equals(algorithm);
    }

    /** How many bytes, from the beginning on, it was made of. */
    long bytes() {
        return bytes;
    }

    /** Where it begins anew because a reading broke off, what it was before still holds. */
    synchronized Standing standing() {
        if (bytes > known.bytes()) {
            known = new Standing(bytes, running().soFar());
        }
        return known;
    }

    /** At most a few mebibytes behind; waits for nobody. */
    Standing lately() {
        return known;
    }

    synchronized Digest soFar() {
        return running().soFar();
    }

    /** Reads some of the first bytes, which were there before. Answers true when it has come so far, or can come no farther. */
    synchronized boolean recall(long end) throws IOException {
        long stop = Math.min(end, bytes + READ_AT_ONCE);
        return readOn(stop) < stop || bytes == end;
    }

    /** From now on it follows what is written after what it has. */
    synchronized void follow() {
        standing();
        trail.begin(bytes);
    }

    /** It follows no more. Waits for whoever is at it. */
    synchronized void stop() {
        trail.stop();
    }

    /** What it was made of is there no more. */
    synchronized void forget() {
        trail.stop();
        digest = null;
        bytes = 0;
        known = Standing.NOTHING;
    }

    /** These bytes have just been written; they are kept for it if they come next. */
    void passed(long place, ByteBuf written) {
        if (knowsWhatComesFirst()) {
            trail.add(place, written);
        }
    }

    /** For whoever has just written: where the digest is far behind, some of what it waits for is done too. */
    void letCatchUp() throws IOException {
        while (!trail.hasRoom() && takeNext()) {
            // The source waits for the digest, which bounds what is in memory.
        }
    }

    /** For whoever has nothing to write for the moment: it takes what is too little to call another thread for. */
    void takeIfLittle() throws IOException {
        while (trail.isShort() && takeNext()) {
            // One after the other.
        }
    }

    /** Takes some more of what is here from the beginning on; answers false when there was nothing to take. */
    boolean take() throws IOException {
        long enough = bytes + HASH_AT_ONCE;
        trail.follow();
        try {
            while (bytes < enough) {
                if (!takeNext()) {
                    return false;
                }
            }
            return true;
        } finally {
            trail.leave();
        }
    }

    /** Whether there is enough to take for another thread to see to it. */
    boolean isBehind() {
        return trail.isLong(pieces.prefix());
    }

    private synchronized boolean takeNext() throws IOException {
        Trail.Stretch next = knowsWhatComesFirst() ? trail.next(pieces.prefix(), READ_AT_ONCE) : null;
        if (next == null) {
            return false;
        }
        ByteBuf chunk = next.bytes();
        if (chunk != null) {
            try {
                running().update(chunk.nioBuffer());
                bytes += chunk.readableBytes();
            } finally {
                chunk.release();
            }
        } else if (readOn(next.to()) < next.to()) {
            trail.stop(); // the file is shorter than it was: nothing can follow
            return false;
        }
        if (bytes - known.bytes() >= READ_AT_ONCE) {
            standing();
        }
        return true;
    }

    /** Answers how far it came. */
    private long readOn(long end) throws IOException {
        try {
            bytes = running().update(file.channel(), bytes, end);
            return bytes;
        } catch (IOException failure) {
            // How much of it the digest has taken, nobody knows.
            trail.stop();
            digest = null;
            bytes = 0;
            throw failure;
        }
    }

    private RunningDigest running() {
        if (digest == null) {
            digest = new RunningDigest(algorithm, Objects.requireNonNullElse(length.get(), 0L));
        }
        return digest;
    }

    /** Some digests begin with the length. */
    private boolean knowsWhatComesFirst() {
        return length.get() != null || !algorithm.equals(Digest.GIT_SHA1);
    }
}
