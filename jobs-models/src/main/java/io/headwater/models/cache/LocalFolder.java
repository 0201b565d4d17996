package io.headwater.models.cache;

import io.headwater.models.download.Rename;
import io.headwater.models.ref.RemotePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder of the caller's own with the files of a repository, as plain files under their own names. Beside them, hidden,
 * are notes of what each of them is, the same that huggingface_hub takes and reads in its {@code local_dir} mode: neither
 * of the two fetches again what the other has fetched.
 *
 * <p>Blocks, like {@link HubCache}, and fails in the same ways.
 */
public final class LocalFolder {
    private static final String NOTES = ".cache/huggingface";
    private static final int LONGEST_NOTE = 1_000;

    private final Path directory;
    private final Path home;
    private final Path downloads;
    private final Drafts drafts;
    private final Trees trees;

    public LocalFolder(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
        this.home = this.directory.resolve(NOTES);
        this.downloads = home.resolve("download");
        this.drafts = new Drafts(home);
        this.trees = new Trees(home.resolve("trees"), drafts);
    }

    Path directory() {
        return directory;
    }

    /** Where a file lies, or would. */
    public Path file(String path) throws IOException {
        if ((path + "/").toLowerCase(Locale.ROOT).startsWith(NOTES + "/")) {
            throw CacheErrors.unsafe("file name", path, "none of those under which notes are kept");
        }
        return new RemotePath(path).in(directory);
    }

    /**
     * Whether a file is known to be what the hub has now. Where it is not, but is there, its digest may still tell; then
     * {@link #note} spares the next look.
     */
    public boolean isUpToDate(String path, String commit, String etag) throws IOException {
        return noteOf(path)
                .filter(note -> note.commit().equals(commit) || note.etag().equals(etag))
                .isPresent();
    }

    /** Where the content of a file is gathered until it is published: on the same disk, in a folder that exists. */
    Path content(String path, String etag) throws IOException {
        Path note = notePlace(path);
        make(note.resolveSibling(""));
        return note.resolveSibling("%s.%s.headwater.content".formatted(shortName(note), HubNames.etag(etag)));
    }

    /** Lets a finished and verified file take its place, and notes what it is. */
    public void publish(Path finished, String path, String commit, String etag) throws IOException {
        Path place = file(path);
        HubNames.commit(commit);
        HubNames.etag(etag);
        Folders.make(directory, place.resolveSibling(""));
        Rename.file(finished, place);
        note(path, commit, etag);
    }

    /** Notes what a file is that is there already, and was found right. */
    public void note(String path, String commit, String etag) throws IOException {
        var note = LocalNote.of(commit, etag, Files.getLastModifiedTime(file(path)));
        Path place = notePlace(path);
        make(place.resolveSibling(""));
        drafts.write(place, note.text());
    }

    /** As {@link RepoFolder#writeTree}. */
    public void writeTree(String commit, List<TreeFile> files) throws IOException {
        if (TreeText.isReadable(files)) {
            make(trees.folder());
            trees.write(commit, files);
        }
    }

    /** The commit whose listing was kept last. */
    Optional<String> newestTree() throws IOException {
        return trees.newest();
    }

    public Optional<List<TreeFile>> tree(String commit) throws IOException {
        return trees.read(commit);
    }

    /** One that nobody can read is removed; one that is older than its file says nothing. */
    private Optional<LocalNote> noteOf(String path) throws IOException {
        Path file = file(path);
        Path place = notePlace(path);
        if (!Folders.isFile(file) || !Folders.isFile(place)) {
            return Optional.empty();
        }
        try {
            Optional<LocalNote> note = Files.size(place) > LONGEST_NOTE
                    ? Optional.empty()
                    : LocalNote.parse(Files.readString(place, StandardCharsets.ISO_8859_1));
            if (note.isEmpty()) {
                Files.deleteIfExists(place);
                return note;
            }
            var modified = Files.getLastModifiedTime(file);
            return note.filter(said -> said.isAbout(modified));
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    private Path notePlace(String path) throws IOException {
        return new RemotePath(path + ".metadata").in(downloads);
    }

    private void make(Path folder) throws IOException {
        Folders.make(directory, home);
        CacheTag.putInto(home);
        CacheTag.putInto(home, ".gitignore", "*");
        Folders.make(directory, folder);
    }

    /** The name of a file may already be as long as names can be; so what stands for it in longer names is a digest. */
    private static String shortName(Path note) {
        try {
            byte[] name = String.valueOf(note.getFileName()).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(name));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
