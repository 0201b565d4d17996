package io.headwater.models.cache;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file in the listing of a repository at a commit.
 *
 * @param path in the repository, with slashes; a stranger chose it, and nobody has checked it yet
 * @param bytes how long the content is
 * @param blobId git's name for what git holds: the content, or a pointer to it where it lies elsewhere
 * @param sha256 the content's digest where it lies elsewhere; null for a file that git itself holds
 * @param xetHash what another store calls the content; kept for other readers of the cache
 */
public record TreeFile(
        String path,
        long bytes,
        String blobId,
        @Nullable String sha256,
        @Nullable String xetHash) {
    private static final Pattern XET_HASH = Pattern.compile("[0-9a-fA-F]{64}");

    public TreeFile {
        if (bytes < 0) {
            throw new IllegalArgumentException("a file has at least 0 bytes, was " + bytes);
        }
    }

    /** Whether others will read a listing that holds it: one wrong hash makes them ignore the whole. */
    boolean isReadable() {
        return xetHash == null || XET_HASH.matcher(xetHash).matches();
    }

    /** What its blob is called. */
    public String etag() {
        return sha256 == null ? blobId : sha256;
    }
}
