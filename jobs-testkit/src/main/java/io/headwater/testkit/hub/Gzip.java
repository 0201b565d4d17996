package io.headwater.testkit.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** What is compressed on request, and how. */
final class Gzip {
    private static final Set<String> TEXT =
            Set.of("json", "jsonl", "md", "txt", "yaml", "yml", "py", "csv", "gitattributes");

    private Gzip() {}

    /** Whether the hub takes a file for text, by its name. */
    static boolean isText(String path) {
        return TEXT.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    static boolean isWelcome(Asked asked) {
        String accepted = asked.header("Accept-Encoding");
        return accepted != null && accepted.toLowerCase(Locale.ROOT).contains("gzip");
    }

    static Content of(Content plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain.bytes());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return Content.of(bytes.toByteArray());
    }
}
