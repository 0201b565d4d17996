package io.headwater.models.cache;

import io.headwater.models.download.Digest;
import io.headwater.models.download.Partials;
import io.headwater.models.ref.HubRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A repository at a revision, in the cache that is shared with Python. */
public final class HubShelf implements Shelf {
    private static final String GIT = "git";
    private static final String XET = "xet";
    private static final int SHA_256_DIGITS = 64;

    private final RepoFolder repo;
    private final String revision;

    public HubShelf(HubCache cache, HubRef ref) {
        this.repo = cache.repo(ref.type(), ref.id());
        this.revision = ref.revision();
    }

    /** The files of a commit, as everybody else has files. */
    public static List<ListedFile> listed(Collection<TreeFile> files) {
        return files.stream().map(HubShelf::listed).toList();
    }

    private static ListedFile listed(TreeFile file) {
        Map<String, String> notes = new HashMap<>();
        notes.put(GIT, file.blobId());
        if (file.xetHash() != null) {
            notes.put(XET, file.xetHash());
        }
        return new ListedFile(file.path(), file.bytes(), digest(file.etag()), notes);
    }

    private static TreeFile treeFile(ListedFile file) {
        Digest digest = digestOf(file);
        boolean inGit = digest.algorithm().equals(Digest.GIT_SHA1);
        return new TreeFile(
                file.path(),
                Objects.requireNonNull(file.bytes(), "the hub knows how long its files are"),
                file.notes().getOrDefault(GIT, digest.hex()),
                inGit ? null : digest.hex(),
                file.notes().get(XET));
    }

    @Override
    public Optional<Listing> kept() throws IOException {
        Optional<String> commit = repo.commitOf(revision);
        if (commit.isEmpty() || repo.snapshotOf(revision).isEmpty()) {
            return Optional.empty();
        }
        return repo.tree(commit.get()).map(files -> new Listing(commit.get(), listed(files), Facts.NONE));
    }

    @Override
    public Optional<Listing> seen() throws IOException {
        Optional<Path> snapshot = repo.snapshotOf(revision);
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        var files = new ArrayList<ListedFile>();
        try (Stream<Path> all = Files.walk(snapshot.get())) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                if (Files.isRegularFile(file)) {
                    String name = snapshot.get().relativize(file).toString().replace('\\', '/');
                    files.add(new ListedFile(name, Files.size(file), digestBehind(file)));
                }
            }
        }
        return repo.commitOf(revision).map(commit -> new Listing(commit, files, Facts.NONE));
    }

    @Override
    public Optional<Listing> begun() throws IOException {
        Optional<String> commit = HubRef.isCommit(revision) ? Optional.of(revision) : repo.newestTree();
        return commit.isEmpty()
                ? Optional.empty()
                : repo.tree(commit.get()).map(files -> new Listing(commit.get(), listed(files), Facts.NONE));
    }

    /** A link leads to content that is named by its digest. */
    private static @Nullable Digest digestBehind(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return null;
        }
        String name = String.valueOf(Files.readSymbolicLink(file).getFileName());
        return name.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? digest(name) : null;
    }

    @Override
    public Path folder(Listing listing) {
        return repo.snapshot(commit(listing));
    }

    @Override
    public Optional<Path> find(Listing listing, ListedFile file) throws IOException {
        return repo.file(commit(listing), file.path());
    }

    @Override
    public void begin(Listing listing) throws IOException {
        repo.writeTree(commit(listing), treeFiles(listing));
    }

    @Override
    public List<Path> partials(Listing listing, ListedFile file) throws IOException {
        return file.digest() == null ? List.of() : Partials.of(repo.blob(etag(file)));
    }

    @Override
    public Path content(Listing listing, ListedFile file) throws IOException {
        repo.blobs();
        return Folders.notALink(repo.blob(etag(file)));
    }

    @Override
    public boolean place(Listing listing, ListedFile file, Coming coming) throws IOException {
        return repo.place(commit(listing), file.path(), etag(file), coming);
    }

    @Override
    public void noteAbsent(Listing listing, String path) throws IOException {
        repo.noteAbsent(commit(listing), path);
    }

    @Override
    public void discard(Listing listing, ListedFile file) throws IOException {
        repo.unlink(commit(listing), file.path());
    }

    /** The ref is written last: whoever follows it finds all of it. */
    @Override
    public void keep(Listing listing) throws IOException {
        repo.writeTree(commit(listing), treeFiles(listing));
        repo.writeRef(revision, commit(listing));
    }

    static List<TreeFile> treeFiles(Listing listing) {
        return listing.files().stream().map(HubShelf::treeFile).toList();
    }

    private static String commit(Listing listing) {
        return Objects.requireNonNull(listing.commit(), "what the hub lists is a commit");
    }

    private static String etag(ListedFile file) {
        return Objects.requireNonNull(file.etag(), "the hub has a name for each content");
    }

    private static Digest digestOf(ListedFile file) {
        return Objects.requireNonNull(file.digest(), "the hub has a digest of each file");
    }

    private static Digest digest(String etag) {
        return etag.length() == SHA_256_DIGITS ? Digest.sha256(etag) : Digest.gitSha1(etag);
    }
}
