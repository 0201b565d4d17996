package io.headwater.models.ref;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The digest that somebody declares a file to have. Written as {@code sha256=2c26…}.
 *
 * @param algorithm as the JDK spells it: {@code SHA-256}; given in any spelling
 * @param hex lower-case hexadecimal digits, as many as the algorithm gives; given in any case
 */
public record Checksum(String algorithm, String hex) {
    public Checksum {
        algorithm = known(algorithm);
        hex = hex.toLowerCase(Locale.ROOT);
        int digits = digitsOf(algorithm);
        if (hex.length() != digits) {
            throw new IllegalArgumentException(
                    "a checksum of %s has %d hexadecimal digits, this one has %d; the lengths are %s"
                            .formatted(brief(algorithm), digits, hex.length(), lengths()));
        }
        if (!hex.matches("[0-9a-f]+")) {
            throw new IllegalArgumentException(
                    "a checksum consists of hexadecimal digits, \"%s\" does not".formatted(hex));
        }
    }

    public static Checksum sha256(String hex) {
        return new Checksum("SHA-256", hex);
    }

    /** Reads {@code algorithm=hex}. */
    public static Checksum parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("a checksum is written as sha256=<hex>, was \"%s\"".formatted(text));
        }
        return new Checksum(text.substring(0, equals), text.substring(equals + 1));
    }

    /** What may stand before the equals sign: everything that this JDK can compute. */
    public static SortedSet<String> algorithms() {
        return Security.getAlgorithms("MessageDigest").stream()
                .map(Checksum::jdkName)
                .map(Checksum::brief)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Refuses an algorithm that this JDK does not have, naming those that it has; answers the others as they were. */
    public static String requireAlgorithm(String algorithm) {
        known(algorithm);
        return algorithm;
    }

    @Override
    public String toString() {
        return brief(algorithm) + "=" + hex;
    }

    private static String known(String spelled) {
        String name = jdkName(spelled);
        if (!algorithms().contains(brief(name))) {
            throw new IllegalArgumentException("there is no checksum algorithm \"%s\", there are %s"
                    .formatted(spelled, String.join(", ", algorithms())));
        }
        return name;
    }

    private static String jdkName(String spelled) {
        String name = spelled.toUpperCase(Locale.ROOT);
        if (name.equals("SHA")) {
            return "SHA-1"; // as older JDKs call it
        }
        return name.startsWith("SHA3-") ? name : name.replaceFirst("^SHA-?(?=\\d)", "SHA-");
    }

    /** As people write it: {@code sha256}, {@code sha3-256}, {@code md5}. */
    private static String brief(String jdkName) {
        return jdkName.toLowerCase(Locale.ROOT).replaceFirst("^sha-", "sha");
    }

    private static String lengths() {
        return algorithms().stream()
                .map(algorithm -> algorithm + " " + digitsOf(jdkName(algorithm)))
                .collect(Collectors.joining(", "));
    }

    private static int digitsOf(String algorithm) {
        try {
            return 2 * MessageDigest.getInstance(algorithm).getDigestLength();
        } catch (NoSuchAlgorithmException justListed) {
            throw new IllegalStateException(algorithm + " is listed, and missing", justListed);
        }
    }
}
