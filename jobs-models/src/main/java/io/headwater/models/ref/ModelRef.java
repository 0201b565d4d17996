package io.headwater.models.ref;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which model is meant. Written as {@code https://host/path/file}, with {@code #sha256=…} behind it where the digest of
 * the file is known. Equal references mean the same model. As JSON it is that text.
 *
 * @param location where the file can be had, over https or http
 * @param sha256 the digest it must have, in 64 lower-case hexadecimal digits; null when nobody knows
 */
public record ModelRef(URI location, @Nullable String sha256) {
    private static final int LONGEST = 1_000;
    private static final String DIGEST_MARK = "sha256=";
    private static final Pattern ORIGIN = Pattern.compile("^[^:/?#]+://[^/?#]*");

    public ModelRef {
        if (location.getRawAuthority() != null && location.getRawAuthority().contains("@")) {
            // Checked first and never shown: what stands there is a secret.
            throw new IllegalArgumentException("a model reference must not hold a user or a password");
        }
        if (!"https".equals(location.getScheme()) && !"http".equals(location.getScheme())) {
            throw invalid(location, "must begin with https:// or http://");
        }
        if (location.getHost() == null) {
            throw invalid(location, "names no host");
        }
        if (location.getRawFragment() != null) {
            throw invalid(location, "may have nothing but sha256=… behind the #");
        }
        if (!FileName.isSafe(fileName(location))) {
            throw invalid(location, "must end in a name that a file can have on every system");
        }
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            throw invalid(location, "needs a digest of 64 hexadecimal digits, was \"" + sha256 + "\"");
        }
        if (text(location, sha256).length() > LONGEST) {
            throw invalid(location, "must not be longer than " + LONGEST + " characters");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ModelRef parse(String text) {
        int mark = text.indexOf('#');
        var plain = new ModelRef(locationIn(mark < 0 ? text : text.substring(0, mark)), null);
        if (mark < 0) {
            return plain;
        }
        String fragment = text.substring(mark + 1);
        if (!fragment.startsWith(DIGEST_MARK)) {
            throw invalid(plain.location, "may have nothing but sha256=… behind the #");
        }
        return new ModelRef(
                plain.location, fragment.substring(DIGEST_MARK.length()).toLowerCase(Locale.ROOT));
    }

    /** What people call it: the name of its file. Nothing in it can upset a path or a line of a log. */
    public String name() {
        return fileName(location);
    }

    @JsonValue
    @Override
    public String toString() {
        return text(location, sha256);
    }

    /** Scheme and host in lower case: two spellings of one place are one reference. */
    private static URI locationIn(String text) {
        try {
            return new URI(ORIGIN.matcher(text)
                    .replaceFirst(
                            origin -> Matcher.quoteReplacement(origin.group().toLowerCase(Locale.ROOT))));
        } catch (URISyntaxException notAUri) {
            // Not as the cause: it repeats the text, in which a password may stand.
            throw new IllegalArgumentException("a model reference must be a URL: %s at character %d"
                    .formatted(notAUri.getReason(), notAUri.getIndex() + 1));
        }
    }

    private static String fileName(URI location) {
        // Cut first and decode then: behind an encoded slash a shorter, harmless name would begin.
        String path = location.getRawPath();
        return URI.create("name:/" + path.substring(path.lastIndexOf('/') + 1))
                .getPath()
                .substring(1);
    }

    private static String text(URI location, @Nullable String sha256) {
        return sha256 == null ? location.toString() : location + "#" + DIGEST_MARK + sha256;
    }

    private static IllegalArgumentException invalid(URI location, String why) {
        return new IllegalArgumentException("the model reference %s %s".formatted(location, why));
    }
}
