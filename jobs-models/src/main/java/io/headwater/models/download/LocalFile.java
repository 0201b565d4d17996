package io.headwater.models.download;

import java.nio.file.Path;

/**
 * A file on this machine that is all there.
 *
 * @param sha256 its digest, in lower-case hexadecimal digits
 */
public record LocalFile(Path path, long bytes, String sha256) {}
