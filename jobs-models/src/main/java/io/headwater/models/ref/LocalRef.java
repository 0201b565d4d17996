package io.headwater.models.ref;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/**
 * A file or folder of this machine. Written as {@code file:/path}; what a URL cannot hold as it is (blanks, above all) may
 * stand there all the same, as long as nothing is encoded.
 *
 * @param path absolute
 */
public record LocalRef(Path path) implements ModelRef {
    private static final String EXAMPLE = "file:/models/base.bin";

    public LocalRef {
        if (!path.isAbsolute() || path.getFileName() == null) {
            throw Grammar.invalid("file:" + path, "must be the whole path of a file or folder", EXAMPLE);
        }
        path = path.normalize();
        Grammar.requireReadable(text(path));
    }

    static LocalRef parse(String text) {
        URI location = locationIn(text);
        String path = location.getPath();
        if (path == null
                || !path.startsWith("/")
                || location.getRawQuery() != null
                || location.getRawFragment() != null) {
            throw Grammar.invalid(text, "must be the whole path of a file or folder", EXAMPLE);
        }
        String host = location.getHost();
        if (location.getRawAuthority() != null && !"localhost".equals(host)) {
            throw Grammar.invalid(text, "must not name a host", EXAMPLE);
        }
        return new LocalRef(Path.of(plain(path)));
    }

    /** The last part of its path. */
    @Override
    public String name() {
        return String.valueOf(path.getFileName());
    }

    @Override
    public String toString() {
        return text(path);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.local(this);
    }

    private static URI locationIn(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notEncoded) {
            return plain(text.substring(text.indexOf(':') + 1));
        }
    }

    /** Not by {@link Path#toUri}: that looks at the disk. */
    private static String text(Path path) {
        String slashes = path.toString().replace(path.getFileSystem().getSeparator(), "/");
        return plain(slashes.startsWith("/") ? slashes : "/" + slashes).toString();
    }

    private static URI plain(String path) {
        try {
            return new URI("file", null, path, null);
        } catch (URISyntaxException notAPath) {
            throw Grammar.invalid("file:" + path, "must be the whole path of a file or folder", EXAMPLE);
        }
    }
}
