package io.headwater.models.ref;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file at a host. Written as {@code https://host/path/file}, with {@code #sha256=…} (or another algorithm) behind it
 * where its digest is known.
 *
 * @param location where the file can be had, over https or http
 * @param checksum the digest it must have; null when nobody knows
 */
public record UrlRef(URI location, @Nullable Checksum checksum) implements ModelRef {
    private static final String EXAMPLE = "https://host/base.bin#sha256=<64 hexadecimal digits>";
    private static final Pattern ORIGIN = Pattern.compile("^[^:/?#]+://[^/?#]*");

    public UrlRef {
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
            throw invalid(location, "may have nothing but a checksum behind the #");
        }
        if (!FileName.isSafe(fileName(location))) {
            throw invalid(location, "must end in a name that a file can have on every system");
        }
        Grammar.requireReadable(text(location, checksum));
    }

    static UrlRef parse(String text) {
        int mark = text.indexOf('#');
        var plain = new UrlRef(locationIn(mark < 0 ? text : text.substring(0, mark)), null);
        return mark < 0 ? plain : plain.with(text.substring(mark + 1));
    }

    /** The digest, where it is of this kind. */
    public @Nullable String sha256() {
        return checksum != null && checksum.algorithm().equals("SHA-256") ? checksum.hex() : null;
    }

    /** The name of its file. Nothing in it can upset a path. */
    @Override
    public String name() {
        return fileName(location);
    }

    @Override
    public String toString() {
        return text(location, checksum);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.url(this);
    }

    private UrlRef with(String fragment) {
        try {
            return new UrlRef(location, Checksum.parse(fragment));
        } catch (IllegalArgumentException notAChecksum) {
            throw invalid(location, "may have nothing but a checksum behind the #: " + notAChecksum.getMessage());
        }
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

    private static String text(URI location, @Nullable Checksum checksum) {
        return checksum == null ? location.toString() : location + "#" + checksum;
    }

    private static IllegalArgumentException invalid(URI location, String why) {
        // Without the query, in which a signature may stand.
        return Grammar.invalid(location.toString().replaceFirst("\\?.*", "?…"), why, EXAMPLE);
    }
}
