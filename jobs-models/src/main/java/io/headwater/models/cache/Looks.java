package io.headwater.models.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * How a file looks from outside. As long as all of this stays the same, nobody wrote to it in any ordinary way.
 *
 * @param identity what tells it from another file that was moved to its place, such as its inode
 */
public record Looks(long bytes, Instant modified, String identity) {
    /** No file looks like that. */
    static final Looks UNLIKE_ANY = new Looks(-1, Instant.EPOCH, "");

    public static Looks of(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new Looks(
                attributes.size(), attributes.lastModifiedTime().toInstant(), String.valueOf(attributes.fileKey()));
    }
}
