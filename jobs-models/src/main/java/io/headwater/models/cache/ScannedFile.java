package io.headwater.models.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * A file of a snapshot.
 *
 * @param path in the repository, with slashes
 * @param content where the bytes are: a blob, which other files may share, or this file itself where it is a copy
 */
public record ScannedFile(String path, Path content, long bytes, Instant lastUsed, Instant lastModified) {
    /** Each content once, with its length. */
    static Map<Path, Long> contents(Collection<ScannedFile> files) {
        var contents = new HashMap<Path, Long>();
        files.forEach(file -> contents.put(file.content(), file.bytes()));
        return contents;
    }
}
