package io.headwater.models.download;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest that can be asked in between how it stands. */
public final class Sha256 {
    private static final int READ_SIZE = 256 * 1024;

    private final MessageDigest digest = newDigest();

    /** Of a text, in lower-case hexadecimal digits. */
    public static String of(String text) {
        var sha256 = new Sha256();
        sha256.update(StandardCharsets.UTF_8.encode(text));
        return sha256.hex();
    }

    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Takes a part of a file, and answers where it stopped: the file may end before. */
    long update(FileChannel channel, long from, long to) throws IOException {
        var buffer = ByteBuffer.allocate(READ_SIZE);
        long position = from;
        while (position < to) {
            buffer.clear().limit((int) Math.min(READ_SIZE, to - position));
            int read = channel.read(buffer, position);
            if (read < 0) {
                break;
            }
            update(buffer.flip());
            position += read;
        }
        return position;
    }

    /** Of all that came so far, in lower-case hexadecimal digits. */
    String hex() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException everyJdkCan) {
            throw new IllegalStateException("SHA-256 cannot be cloned", everyJdkCan);
        }
    }

    void reset() {
        digest.reset();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("SHA-256 is missing", everyJdkHasIt);
        }
    }
}
