package io.headwater.models.registry.hub;

import org.jspecify.annotations.Nullable;

/**
 * A file of a repository at a commit.
 *
 * @param path in the repository, with slashes; a stranger chose it
 * @param bytes how long the content is
 * @param oid git's name for what git holds: the content, or where it lies elsewhere a pointer to it
 * @param sha256 the content's digest where it lies outside git; null for a small file
 * @param xetHash another store's name for the content, which only other clients need
 */
public record HubFile(
        String path,
        long bytes,
        String oid,
        @Nullable String sha256,
        @Nullable String xetHash) {
    /** What the content is called in the cache, and what it is checked against. */
    public String etag() {
        return sha256 == null ? oid : sha256;
    }
}
