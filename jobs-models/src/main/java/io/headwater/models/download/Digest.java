package io.headwater.models.download;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.TreeSet;

/**
 * What tells a file's bytes from all others.
 *
 * @param algorithm one of the JDK's, such as {@code SHA-256}, or {@code git-sha1}: what git calls a file by, the SHA-1 of
 *     "blob", its length and its bytes
 * @param hex in lower-case hexadecimal digits, exactly as many as the algorithm makes
 */
public record Digest(String algorithm, String hex) {
    public static final String SHA_256 = "SHA-256";
    public static final String GIT_SHA1 = "git-sha1";

    public Digest {
        int digits = 2 * messageDigest(algorithm).getDigestLength();
        // A digest may become part of a path; what is not a number must not get that far.
        if (!hex.matches("[0-9a-f]{" + digits + "}")) {
            throw new IllegalArgumentException("a digest of %s has %d lower-case hexadecimal digits, was \"%s\""
                    .formatted(algorithm, digits, hex));
        }
    }

    public static Digest sha256(String hex) {
        return new Digest(SHA_256, hex);
    }

    public static Digest gitSha1(String hex) {
        return new Digest(GIT_SHA1, hex);
    }

    /** Of a text, which may stand for it where the text itself cannot stand. */
    public static Digest ofText(String text) {
        return RunningDigest.of(SHA_256, StandardCharsets.UTF_8.encode(text));
    }

    /** What computes it; for {@code git-sha1}, what computes it once the length has been put in front. */
    static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals(GIT_SHA1) ? "SHA-1" : algorithm);
        } catch (NoSuchAlgorithmException unknown) {
            var known = new TreeSet<>(Security.getAlgorithms("MessageDigest"));
            known.add(GIT_SHA1);
            throw new IllegalArgumentException(
                    "no digest is named \"%s\"; there are %s".formatted(algorithm, String.join(", ", known)), unknown);
        }
    }

    @Override
    public String toString() {
        return algorithm + " " + hex;
    }
}
