package io.headwater.models;

import io.headwater.models.download.Digest;
import io.headwater.models.download.LocalFile;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;

/**
 * A model that is on this machine, whole and verified.
 *
 * @param path its file
 * @param digest of all bytes of that file
 */
public record InstalledModel(ModelRef ref, Path path, long bytes, Digest digest) {
    static InstalledModel of(ModelRef ref, LocalFile file) {
        return new InstalledModel(ref, file.path(), file.bytes(), file.digest());
    }
}
