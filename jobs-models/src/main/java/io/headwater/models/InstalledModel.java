package io.headwater.models;

import io.headwater.models.download.LocalFile;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;

/**
 * A model that is on this machine, whole and verified.
 *
 * @param path its file
 * @param sha256 the file's digest, in lower-case hexadecimal digits
 */
public record InstalledModel(ModelRef ref, Path path, long bytes, String sha256) {
    static InstalledModel of(ModelRef ref, LocalFile file) {
        return new InstalledModel(ref, file.path(), file.bytes(), file.sha256());
    }
}
