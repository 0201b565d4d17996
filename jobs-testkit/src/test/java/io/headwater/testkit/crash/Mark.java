package io.headwater.testkit.crash;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A checkpoint that shows whether it is whole: its parts belong together, and are of very different sizes.
 *
 * @param job whose it is
 * @param count how many there were with this one
 * @param digest of all the rest
 */
record Mark(long job, int count, String text, String digest) {
    /** How many an errand writes. */
    static final int LAST = 25;

    static Mark of(long job, int count) {
        String word = Long.toString(job + count, 36) + " ";
        String text = count == 0 ? "" : word.repeat(1 + count * 7919 % 1_500);
        return new Mark(job, count, text, digest(job, count, text));
    }

    boolean isWhole() {
        return digest.equals(digest(job, count, text)) && equals(of(job, count));
    }

    private static String digest(long job, int count, String text) {
        var sum = new CRC32();
        sum.update((job + " " + count + " " + text).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
