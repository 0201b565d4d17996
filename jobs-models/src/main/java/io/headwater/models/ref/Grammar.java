package io.headwater.models.ref;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells the kinds of references apart, and holds the rules that several of them share. */
final class Grammar {
    private static final int LONGEST = 1_000;
    private static final int LONGEST_WORD = 96;

    /** What breaks a line, or turns its direction. Other marks that nobody sees belong to Persian and other scripts. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final List<String> SCHEMES = Stream.concat(
                    CatalogRef.FAMILIES.stream(), Stream.of("hf", "https", "http", "file"))
            .toList();

    private Grammar() {}

    static ModelRef parse(String text) {
        requireReadable(text);
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new NamedRef(text);
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = text.substring(colon + 1);
        if (CatalogRef.FAMILIES.contains(scheme)) {
            return new CatalogRef(scheme, rest);
        }
        return switch (scheme) {
            case "hf" -> HubRef.parse(rest);
            case "http", "https" -> UrlRef.parse(text);
            case "file" -> LocalRef.parse(text);
            // What comes after it is not shown: a secret may stand there.
            default ->
                throw new IllegalArgumentException("nothing is known of references that begin with \"%s:\".%s"
                        .formatted(scheme, Nearest.hint(scheme, SCHEMES, known -> known + ":")));
        };
    }

    /** The rule of the hub for a name, and a good one for all: it can be a file's name on every system. */
    static boolean isWord(String text) {
        return text.length() <= LONGEST_WORD
                && WORD.matcher(text).matches()
                && !text.contains("--")
                && !text.contains("..");
    }

    static void requireReadable(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a model reference must not be longer than %d characters, was %d"
                    .formatted(LONGEST, text.length()));
        }
        if (INVISIBLE.matcher(text).find()) {
            throw new IllegalArgumentException("a model reference must not hold characters that cannot be seen");
        }
    }

    static IllegalArgumentException invalid(Object ref, String why, String example) {
        return new IllegalArgumentException(
                "the model reference \"%s\" %s; for example %s".formatted(ref, why, example));
    }
}
