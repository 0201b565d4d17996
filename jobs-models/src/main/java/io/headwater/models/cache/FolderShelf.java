package io.headwater.models.cache;

import io.headwater.models.download.Digest;
import io.headwater.models.download.JsonFile;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RemotePath;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of its own for what comes from a URL or another disk. Each file appears under its name when it is whole and
 * verified; beside them lies, hidden, what all of them are, as soon as all of them are there.
 */
public final class FolderShelf implements Shelf {
    private static final int SHORTENED = 32;
    private static final String NOTE = ".headwater.json";

    private final Path folder;

    /**
     * @param root where all such folders are
     * @param place where the files come from; whatever stands in it, the folder's name is harmless
     */
    public FolderShelf(Path root, ModelRef place) {
        String name = Digest.ofText(place.toString()).hex().substring(0, SHORTENED);
        this.folder = root.resolve("files").resolve(name);
    }

    @Override
    public Optional<Listing> kept() throws IOException {
        return JsonFile.read(folder.resolve(NOTE), Listing.class);
    }

    @Override
    public Optional<Listing> seen() {
        return Optional.empty();
    }

    @Override
    public Path folder(Listing listing) {
        return folder;
    }

    @Override
    public Optional<Path> find(Listing listing, ListedFile file) throws IOException {
        return Optional.of(new RemotePath(file.path()).in(folder)).filter(Folders::isFile);
    }

    @Override
    public Path content(Listing listing, ListedFile file) throws IOException {
        Path place = new RemotePath(file.path()).in(folder);
        Files.createDirectories(place.resolveSibling(""));
        return place;
    }

    @Override
    public boolean place(Listing listing, ListedFile file, boolean shared) throws IOException {
        return find(listing, file).isPresent();
    }

    @Override
    public void discard(Listing listing, ListedFile file) throws IOException {
        Files.deleteIfExists(new RemotePath(file.path()).in(folder));
    }

    @Override
    public void keep(Listing listing) throws IOException {
        JsonFile.write(folder.resolve(NOTE), listing);
    }
}
