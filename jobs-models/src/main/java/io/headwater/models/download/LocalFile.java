package io.headwater.models.download;

import java.nio.file.Path;

/**
 * A file on this machine that is all there.
 *
 * @param digest of all its bytes
 */
public record LocalFile(Path path, long bytes, Digest digest) {}
