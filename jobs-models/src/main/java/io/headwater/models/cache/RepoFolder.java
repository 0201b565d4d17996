package io.headwater.models.cache;

import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.download.Rename;
import io.headwater.models.download.There;
import io.headwater.models.ref.RemotePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One repository in the cache: contents under {@code blobs}, named by their digests; for each commit a folder under
 * {@code snapshots}, of links to them; under {@code refs} which commit a branch or tag is.
 *
 * <p>Who fetches a snapshot does it in this order, so that nobody ever sees half of it as the newest: publish and link
 * each file, keep the listing, and only then write the ref.
 *
 * <p>Any number of processes may do that at once. Everything appears by a rename, from a name of our own beside the
 * parts that other programs read.
 */
public final class RepoFolder {
    private static final int COMMIT_LENGTH = 40;

    private final HubCache cache;
    private final Path folder;
    private final Links links;
    private final Drafts drafts;
    private final Trees trees;

    RepoFolder(HubCache cache, Path folder, Links links) {
        this.cache = cache;
        this.folder = folder;
        this.links = links;
        this.drafts = new Drafts(folder);
        this.trees = new Trees(folder.resolve("trees"), drafts);
    }

    public Path path() {
        return folder;
    }

    /** All of it, whatever state it is in. */
    public void remove() throws IOException {
        Folders.remove(folder);
    }

    // Contents.

    /** Where content of this digest lies, or would; partial files belong beside it. */
    public Path blob(String etag) {
        return folder.resolve("blobs").resolve(HubNames.etag(etag));
    }

    /** The folder in which contents are made, which is there afterwards. */
    public Path blobs() throws IOException {
        return make(folder.resolve("blobs"));
    }

    // Which commit a name means.

    /** Empty where nobody has fetched that revision, and where its note is not exactly a commit. */
    public Optional<String> commitOf(String revision) throws IOException {
        if (HubNames.isCommit(revision)) {
            return Optional.of(revision);
        }
        Path ref = ref(revision);
        if (!Folders.isFile(ref)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(ref, LinkOption.NOFOLLOW_LINKS)) {
            // One more than it may have: with so much as a newline behind it, Python's client does not find it either.
            String text = new String(in.readNBytes(COMMIT_LENGTH + 1), StandardCharsets.ISO_8859_1);
            return Optional.of(text).filter(HubNames::isCommit);
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    /** To be written last: a ref whose snapshot is not there makes others take the whole repository for damaged. */
    public void writeRef(String revision, String commit) throws IOException {
        HubNames.commit(commit);
        if (HubNames.isCommit(revision)
                || commitOf(revision).filter(commit::equals).isPresent()) {
            return;
        }
        Path ref = ref(revision);
        make(ref.resolveSibling(""));
        drafts.write(ref, commit);
    }

    // Snapshots.

    public Path snapshot(String commit) {
        return folder.resolve("snapshots").resolve(HubNames.commit(commit));
    }

    /** A file of a revision, if it is here. There is no guessing at other revisions. */
    public Optional<Path> file(String revision, String path) throws IOException {
        var name = new RemotePath(path);
        Optional<String> commit = commitOf(revision);
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        Path place = name.in(snapshot(commit.get()));
        return isOurs(place) ? Optional.of(place) : Optional.empty();
    }

    /** The folder of a revision, if it is here, whole or not. */
    public Optional<Path> snapshotOf(String revision) throws IOException {
        Optional<Path> snapshot = commitOf(revision).map(this::snapshot);
        return snapshot.isPresent() && Folders.isFolder(snapshot.get()) ? snapshot : Optional.empty();
    }

    /** The commits of which anything is here, the one that was touched last first. */
    public List<String> commits() throws IOException {
        Path snapshots = folder.resolve("snapshots");
        if (!Folders.isFolder(snapshots)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(snapshots)) {
            return folders.filter(Files::isDirectory)
                    .sorted(Comparator.comparingLong(
                                    (Path commit) -> commit.toFile().lastModified())
                            .reversed())
                    .map(commit -> String.valueOf(commit.getFileName()))
                    .filter(HubNames::isCommit)
                    .toList();
        }
    }

    /**
     * Makes a file of a snapshot out of content that is here: a link, or where there are none, a copy. A broken or wrong
     * link is replaced; whoever else makes the same one at the same time makes the same one.
     *
     * @param coming whether a plain file that lies there is taken for right, or replaced; and whether content may move where
     *     there are no links
     * @return false if the content is not here, or not any more: it has to be fetched again
     */
    public boolean place(String commit, String path, String etag, Coming coming) throws IOException {
        Path blob = blob(etag);
        Path place = new RemotePath(path).in(snapshot(commit));
        Path target = place.resolveSibling("").relativize(blob);
        if (leadsTo(place, target) && isOurs(place)) {
            return true;
        }
        boolean hasContent = Folders.isFile(blob);
        if (Folders.isFile(place) && (coming == Coming.FOUND || !hasContent)) {
            return true;
        }
        if (!hasContent) {
            return false;
        }
        make(place.resolveSibling(""));
        try {
            if (links.possible(drafts.free())) {
                drafts.make(place, draft -> Files.createSymbolicLink(draft, target));
            } else if (coming == Coming.FRESH_FOR_ONE) {
                Rename.file(blob, place);
            } else {
                drafts.make(place, draft -> Files.copy(blob, draft));
            }
            return true;
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
    }

    /**
     * Takes a file out of a snapshot, and leaves the content that a link leads to. For a file found damaged that is no link:
     * {@link #place} takes what is there for right.
     */
    public void unlink(String commit, String path) throws IOException {
        Files.deleteIfExists(new RemotePath(path).in(snapshot(commit)));
    }

    private static boolean leadsTo(Path place, Path target) throws IOException {
        try {
            return Files.isSymbolicLink(place) && Files.readSymbolicLink(place).equals(target);
        } catch (NoSuchFileException | NotLinkException changedMeanwhile) {
            return false;
        }
    }

    /** A file here, or a link that leads to one here: what leads out of the repository is not followed. */
    private boolean isOurs(Path place) throws IOException {
        try {
            return There.isFile(place) && place.toRealPath().startsWith(folder.toRealPath());
        } catch (NoSuchFileException removedMeanwhile) {
            return false;
        }
    }

    // What the hub said of a commit, which never changes.

    /** Keeps a listing. It must be the whole one of the repository: others judge by it whether a snapshot is complete. */
    public void writeTree(String commit, List<TreeFile> files) throws IOException {
        if (TreeText.isReadable(files)) {
            make(trees.folder());
            trees.write(commit, files);
        }
    }

    public Optional<List<TreeFile>> tree(String commit) throws IOException {
        return trees.read(commit);
    }

    /** The commit whose listing was kept last. */
    Optional<String> newestTree() throws IOException {
        return trees.newest();
    }

    /**
     * Remembers that the repository has no such file, for Python's client, which need not ask then. Only a help: where it
     * cannot be written, nothing is lost; and where nothing else of the repository is here, a note alone would make others
     * take it for damaged.
     */
    public void noteAbsent(String commit, String path) {
        try {
            Path note = absence(commit, path);
            if (!Folders.isFolder(folder.resolve("snapshots"))) {
                return;
            }
            make(note.resolveSibling(""));
            if (!Folders.isFile(note)) {
                Files.write(note, new byte[0], StandardOpenOption.CREATE_NEW);
            }
        } catch (IOException thenNot) {
            // Next time the hub says it again.
        }
    }

    private Path absence(String commit, String path) throws IOException {
        return new RemotePath(path).in(folder.resolve(".no_exist").resolve(HubNames.commit(commit)));
    }

    private Path ref(String revision) throws IOException {
        return new RemotePath(revision).in(folder.resolve("refs"));
    }

    // How anything gets here.

    private Path make(Path directory) throws IOException {
        cache.make();
        Folders.make(folder, directory);
        return directory;
    }
}
