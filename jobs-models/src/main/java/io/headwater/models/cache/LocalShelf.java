package io.headwater.models.cache;

import io.headwater.models.download.Partials;
import io.headwater.models.download.There;
import io.headwater.models.ref.HubRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A repository at a revision, in a folder of the caller's own; Python's client finds it there too. */
public final class LocalShelf implements Shelf {
    private final LocalFolder local;
    private final HubRef ref;

    public LocalShelf(Path folder, HubRef ref) {
        this.local = new LocalFolder(folder);
        this.ref = ref;
    }

    /** Nothing in such a folder tells which branch was meant, so what came last has to be it. */
    @Override
    public Optional<Listing> kept() throws IOException {
        Optional<String> commit = ref.isPinned() ? Optional.of(ref.revision()) : local.newestTree();
        return commit.isEmpty()
                ? Optional.empty()
                : local.tree(commit.get()).map(files -> new Listing(commit.get(), HubShelf.listed(files), Facts.NONE));
    }

    @Override
    public Optional<Listing> seen() {
        return Optional.empty();
    }

    @Override
    public Optional<Listing> begun() throws IOException {
        return kept();
    }

    @Override
    public Path folder(Listing listing) {
        return local.directory();
    }

    @Override
    public Optional<Path> find(Listing listing, ListedFile file) throws IOException {
        Path place = local.file(file.path());
        boolean isThere = There.isFile(place) && local.isUpToDate(file.path(), commit(listing), etag(file));
        return isThere ? Optional.of(place) : Optional.empty();
    }

    @Override
    public void begin(Listing listing) {}

    @Override
    public List<Path> partials(Listing listing, ListedFile file) throws IOException {
        return Partials.of(local.content(file.path(), etag(file)));
    }

    @Override
    public Path content(Listing listing, ListedFile file) throws IOException {
        return Folders.notALink(local.content(file.path(), etag(file)));
    }

    @Override
    public Optional<Path> unproven(ListedFile file) throws IOException {
        return Optional.of(local.file(file.path())).filter(Files::isRegularFile);
    }

    @Override
    public boolean place(Listing listing, ListedFile file, Coming coming) throws IOException {
        Path content = content(listing, file);
        if (There.isFile(content)) {
            local.publish(content, file.path(), commit(listing), etag(file));
        } else if (find(listing, file).isEmpty() && unproven(file).isPresent()) {
            // It has been read, and is what it should be.
            local.note(file.path(), commit(listing), etag(file));
        }
        return find(listing, file).isPresent();
    }

    @Override
    public void discard(Listing listing, ListedFile file) throws IOException {
        Files.deleteIfExists(content(listing, file));
        Files.deleteIfExists(local.file(file.path()));
    }

    @Override
    public void keep(Listing listing) throws IOException {
        local.writeTree(commit(listing), HubShelf.treeFiles(listing));
    }

    private static String commit(Listing listing) {
        return Objects.requireNonNull(listing.commit(), "what the hub lists is a commit");
    }

    private static String etag(ListedFile file) {
        return Objects.requireNonNull(file.etag(), "the hub has a name for each content");
    }
}
