package io.headwater.models;

import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that is on this machine, whole.
 *
 * @param path its file where the reference means one, else the folder of all of them
 * @param files what the reference means of what is there; none in what a download of very many says of them, for which
 *     {@link Models#installed} knows them
 * @param commit which version of it this is; null where its source has no versions
 * @param bytes how many there are in all files
 * @param verified whether the source of each file said which bytes it must have
 */
public record InstalledModel(
        ModelRef ref,
        Path path,
        List<InstalledFile> files,
        @Nullable String commit,
        long bytes,
        boolean verified) {
    /** So many fit into what may be stored of a job, whatever their names are. */
    private static final int MOST_FILES_OF_A_RESULT = 500;

    public InstalledModel {
        files = List.copyOf(files);
    }

    InstalledModel(ModelRef ref, Path path, List<InstalledFile> files, @Nullable String commit) {
        this(
                ref,
                path,
                files,
                commit,
                files.stream().mapToLong(InstalledFile::bytes).sum(),
                files.stream().allMatch(InstalledFile::verified));
    }

    /** What is stored of it. */
    InstalledModel result() {
        return files.size() <= MOST_FILES_OF_A_RESULT
                ? this
                : new InstalledModel(ref, path, List.of(), commit, bytes, verified);
    }

    /** Where each of its files lies. */
    List<Path> paths() {
        boolean isFile = files.size() == 1 && path.endsWith(Path.of(files.get(0).name()));
        return isFile
                ? List.of(path)
                : files.stream().map(file -> path.resolve(file.name())).toList();
    }
}
