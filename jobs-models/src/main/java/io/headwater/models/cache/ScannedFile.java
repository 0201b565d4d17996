package io.headwater.models.cache;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file of a snapshot.
 *
 * @param path in the repository, with slashes
 * @param content where the bytes are: a blob, which other files may share, or this file itself where it is a copy
 */
public record ScannedFile(String path, Path content, long bytes, Instant lastUsed, Instant lastModified) {}
