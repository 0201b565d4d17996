package io.headwater.models.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A digest that can be asked in between how it stands. */
final class RunningDigest {
    private static final int READ_SIZE = 256 * 1024;

    private final String algorithm;
    private final MessageDigest digest;
    private @Nullable ByteBuffer buffer;

    /** @param length of all that will come; some algorithms put it first */
    RunningDigest(String algorithm, long length) {
        this.algorithm = algorithm;
        digest = Digest.messageDigest(algorithm);
        if (algorithm.equals(Digest.GIT_SHA1)) {
            digest.update("blob %d\0".formatted(length).getBytes(StandardCharsets.US_ASCII));
        }
    }

    static Digest of(String algorithm, ByteBuffer bytes) {
        var running = new RunningDigest(algorithm, bytes.remaining());
        running.digest.update(bytes);
        return running.soFar();
    }

    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Takes a part of a file, and answers where it stopped: the file may end before. */
    long update(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = bufferForReading();
        long position = from;
        while (position < to) {
            buffer.clear().limit((int) Math.min(READ_SIZE, to - position));
            int read = channel.read(buffer, position);
            if (read < 0) {
                break;
            }
            digest.update(buffer.flip());
            position += read;
        }
        return position;
    }

    private ByteBuffer bufferForReading() {
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(READ_SIZE);
        }
        return buffer;
    }

    /** Of all that came until now. */
    Digest soFar() {
        try {
            return new Digest(algorithm, HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest()));
        } catch (CloneNotSupportedException everyJdkCan) {
            throw new IllegalStateException(algorithm + " cannot be cloned", everyJdkCan);
        }
    }
}
