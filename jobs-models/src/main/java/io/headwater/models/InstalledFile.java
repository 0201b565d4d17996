package io.headwater.models;

import io.headwater.models.download.Digest;

/**
 * A file of a model on this machine.
 *
 * @param name with slashes, as its source calls it
 * @param digest of all its bytes
 * @param verified whether its source said which digest it must have
 */
public record InstalledFile(String name, long bytes, Digest digest, boolean verified) {
    /** The digest alone, in hexadecimal digits. */
    public String hex() {
        return digest.hex();
    }
}
