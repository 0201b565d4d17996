package io.headwater.testkit.hub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The bytes of a file: given, or made while they are sent, so that a file may be of any size. */
public abstract class Content {
    static final int BLOCK = 128 * 1024;

    private final long size;
    private @Nullable String sha256;

    Content(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("a file has at least 0 bytes, not " + size);
        }
        this.size = size;
    }

    public static Content of(byte[] bytes) {
        return new Given(bytes.clone());
    }

    public static Content of(String text) {
        return new Given(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that nothing compresses or guesses, the same in every run, another file for every seed. */
    public static Content generated(long seed, long size) {
        return size <= BLOCK ? new Small(seed, (int) size) : new Large(seed, size);
    }

    /** Nothing but zeros: for sizes where even writing real bytes takes too long. */
    public static Content zeros(long size) {
        return new Zeros(size);
    }

    public final long size() {
        return size;
    }

    /** A part of the file, for tests that compare. */
    public final byte[] bytes(long from, int count) {
        var bytes = new byte[count];
        for (int done = 0; done < count; ) {
            ByteBuf slice = slice(from + done, count - done);
            int length = slice.readableBytes();
            slice.readBytes(bytes, done, length).release();
            done += length;
        }
        return bytes;
    }

    public final byte[] bytes() {
        return bytes(0, Math.toIntExact(size));
    }

    /** Read through once, then remembered. */
    public final synchronized String sha256() {
        if (sha256 == null) {
            sha256 = digest("SHA-256", new byte[0]);
        }
        return sha256;
    }

    /** The same bytes under a digest that is taken at its word: to spare reading a huge file, or to lie. */
    public final Content claiming(String digest) {
        Content claiming = new Changed(this, size, -1);
        claiming.claim(digest);
        return claiming;
    }

    private synchronized void claim(String digest) {
        sha256 = digest;
    }

    /** The name that git gives to these bytes. */
    public final String gitSha1() {
        return digest("SHA-1", ("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** The same file, with one bit of one byte turned over. */
    final Content flippedAt(long offset) {
        return new Changed(this, size, offset);
    }

    /** The same beginning, and zeros from where this file ends. */
    final Content resizedTo(long otherSize) {
        return new Changed(this, otherSize, -1);
    }

    /** At least one byte from there on and at most so many; the receiver releases them. */
    abstract ByteBuf slice(long offset, int atMost);

    /** The bytes from one offset to before another, in slices. */
    final Flux<ByteBuf> stream(long from, long to, int atMost) {
        return Flux.generate(() -> from, (place, sink) -> {
            if (place >= to) {
                sink.complete();
                return place;
            }
            ByteBuf slice = slice(place, (int) Math.min(atMost, to - place));
            long next = place + slice.readableBytes();
            sink.next(slice);
            return next;
        });
    }

    private String digest(String algorithm, byte[] head) {
        MessageDigest digest = digest(algorithm);
        digest.update(head);
        for (long done = 0; done < size; ) {
            ByteBuf slice = slice(done, (int) Math.min(BLOCK, size - done));
            digest.update(slice.nioBuffer());
            done += slice.readableBytes();
            slice.release();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static final class Given extends Content {
        private final byte[] bytes;

        Given(byte[] bytes) {
            super(bytes.length);
            this.bytes = bytes;
        }

        @Override
        ByteBuf slice(long offset, int atMost) {
            return Unpooled.wrappedBuffer(bytes, (int) offset, (int) Math.min(atMost, bytes.length - offset));
        }
    }

    /** Made anew whenever it is read, so that ten thousand of them cost nothing. */
    private static final class Small extends Content {
        private final long seed;

        Small(long seed, int size) {
            super(size);
            this.seed = seed;
        }

        @Override
        ByteBuf slice(long offset, int atMost) {
            var bytes = new byte[(int) size()];
            new SplittableRandom(seed).nextBytes(bytes);
            return Unpooled.wrappedBuffer(bytes, (int) offset, (int) Math.min(atMost, size() - offset));
        }
    }

    /**
     * Every block is a window on the same noise, at a place that depends on seed and number: so nothing is computed or
     * copied while it is sent, and yet blocks that are swapped, shifted or of another file are noticed by any digest.
     */
    private static final class Large extends Content {
        private static final int NOISE = 8 * BLOCK;
        private static final ByteBuf SHARED = noise();

        private final long seed;

        Large(long seed, long size) {
            super(size);
            this.seed = seed;
        }

        private static ByteBuf noise() {
            var bytes = new byte[NOISE + BLOCK];
            new SplittableRandom(NOISE).nextBytes(bytes);
            return Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
        }

        @Override
        ByteBuf slice(long offset, int atMost) {
            long block = offset / BLOCK;
            int within = (int) (offset % BLOCK);
            long left = Math.min(BLOCK - within, size() - offset);
            int window = new SplittableRandom(seed * 31 + block).nextInt(NOISE);
            return SHARED.slice(window + within, (int) Math.min(atMost, left));
        }
    }

    private static final class Zeros extends Content {
        private static final ByteBuf SHARED = Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(BLOCK).writeZero(BLOCK).asReadOnly());

        Zeros(long size) {
            super(size);
        }

        @Override
        ByteBuf slice(long offset, int atMost) {
            return SHARED.slice(0, (int) Math.min(Math.min(atMost, BLOCK), size() - offset));
        }
    }

    private static final class Changed extends Content {
        private final Content original;
        private final long flipped;

        Changed(Content original, long size, long flipped) {
            super(size);
            this.original = original;
            this.flipped = flipped;
        }

        @Override
        ByteBuf slice(long offset, int atMost) {
            int length = (int) Math.min(atMost, size() - offset);
            if (offset >= original.size()) {
                return Unpooled.wrappedBuffer(new byte[Math.min(length, BLOCK)]);
            }
            ByteBuf slice = original.slice(offset, (int) Math.min(length, original.size() - offset));
            long place = flipped - offset;
            if (place < 0 || place >= slice.readableBytes()) {
                return slice;
            }
            ByteBuf changed = Unpooled.copiedBuffer(slice);
            slice.release();
            return changed.setByte((int) place, changed.getByte((int) place) ^ 1);
        }
    }
}
