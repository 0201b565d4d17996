package io.headwater.models.cache;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** Where whole listings are kept, one for each commit. */
record Trees(Path folder, Drafts drafts) {
    /** A repository of a million files has a listing of this order; what is longer was made to hurt. */
    private static final long LONGEST = 512L * 1024 * 1024;

    /** The folder has to be there. */
    void write(String commit, List<TreeFile> files) throws IOException {
        drafts.write(place(commit), TreeText.of(files));
    }

    Optional<List<TreeFile>> read(String commit) throws IOException {
        Path tree = place(commit);
        try {
            return Folders.isFile(tree) && Files.size(tree) <= LONGEST
                    ? TreeText.read(Files.readAllBytes(tree))
                    : Optional.empty();
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    /** The commit whose listing was written last. */
    Optional<String> newest() throws IOException {
        String newest = null;
        FileTime when = FileTime.fromMillis(Long.MIN_VALUE);
        try (DirectoryStream<Path> trees = Files.newDirectoryStream(folder, "*.json")) {
            for (Path tree : trees) {
                String commit = String.valueOf(tree.getFileName()).replace(".json", "");
                FileTime written = Files.getLastModifiedTime(tree);
                if (HubNames.isCommit(commit) && written.compareTo(when) > 0) {
                    newest = commit;
                    when = written;
                }
            }
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        return Optional.ofNullable(newest);
    }

    private Path place(String commit) {
        return folder.resolve(HubNames.commit(commit) + ".json");
    }
}
