package io.headwater.models;

import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is on this machine, whole.
 *
 * @param path its file where the reference means one, else the folder of all of them
 * @param files what the reference means of what is there
 * @param commit which version of it this is; null where its source has no versions
 */
public record InstalledModel(
        ModelRef ref,
        Path path,
        List<InstalledFile> files,
        @Nullable String commit) {
    public InstalledModel {
        files = List.copyOf(files);
    }

    /** Where each of its files lies. */
    List<Path> paths() {
        boolean isFile = files.size() == 1 && path.endsWith(Path.of(files.get(0).name()));
        return isFile
                ? List.of(path)
                : files.stream().map(file -> path.resolve(file.name())).toList();
    }

    public long bytes() {
        return files.stream().mapToLong(InstalledFile::bytes).sum();
    }

    /** Whether the source of each file said which bytes it must have. */
    public boolean verified() {
        return files.stream().allMatch(InstalledFile::verified);
    }
}
