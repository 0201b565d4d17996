package io.headwater.models.cache;

import io.headwater.models.cache.CacheScan.Partial;
import io.headwater.models.download.Digest;
import io.headwater.models.download.JsonFile;
import io.headwater.models.download.Partials;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RemotePath;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of its own for what comes from a URL or another disk. Each file appears under its name when it is whole and
 * verified; beside them lies, hidden, what all of them are, as soon as all of them are there.
 */
public final class FolderShelf implements Shelf {
    private static final int SHORTENED = 32;
    private static final String NOTE = ".headwater.json";

    private final Path folder;
    private final ModelRef place;

    /**
     * What lies beside the files.
     *
     * @param place where they come from; the folder's name does not tell
     * @param whole whether all that was wanted of the listing is here
     */
    record Note(ModelRef place, Listing listing, boolean whole) {
        /** Refuses what a foreign file may say, so that it counts as no note at all. */
        Note {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(listing, "listing");
        }

        static Optional<Note> in(Path folder) throws IOException {
            return JsonFile.read(folder.resolve(NOTE), Note.class);
        }
    }

    /**
     * @param root where all such folders are
     * @param place where the files come from; whatever stands in it, the folder's name is harmless
     */
    public FolderShelf(Path root, ModelRef place) {
        String name = Digest.ofText(place.toString()).hex().substring(0, SHORTENED);
        this.folder = home(root).resolve(name);
        this.place = place;
    }

    private FolderShelf(ModelRef place, Path folder) {
        this.folder = folder;
        this.place = place;
    }

    /** One in a folder of the caller's own. */
    public static FolderShelf in(Path folder, ModelRef place) {
        return new FolderShelf(place, folder);
    }

    private static Path home(Path root) {
        return root.resolve("files");
    }

    /** All such folders; those of which nobody can tell what they are, are left out. */
    public static List<ScannedFolder> scan(Path root) throws IOException {
        var scanned = new ArrayList<ScannedFolder>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home(root), Folders::isFolder)) {
            for (Path folder : folders) {
                Optional<Note> note = Note.in(folder);
                if (note.isPresent()) {
                    scanned.add(scanned(folder, note.get()));
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return scanned;
    }

    private static ScannedFolder scanned(Path folder, Note note) throws IOException {
        long bytes = 0;
        var partials = new ArrayList<Partial>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(FolderShelf::isPlain).sorted()::iterator) {
                if (Partials.isOne(file)) {
                    Instant modified = Files.getLastModifiedTime(file).toInstant();
                    partials.add(new Partial(file, Partials.taken(file), modified, true));
                } else if (!file.endsWith(NOTE)) {
                    bytes += Files.size(file);
                }
            }
        }
        return new ScannedFolder(note.place(), folder, note.whole(), bytes, partials);
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Listing> kept() throws IOException {
        return note().filter(Note::whole).map(Note::listing);
    }

    @Override
    public Optional<Listing> seen() {
        return Optional.empty();
    }

    @Override
    public Optional<Listing> begun() throws IOException {
        return note().map(Note::listing);
    }

    @Override
    public Path folder(Listing listing) {
        return folder;
    }

    @Override
    public Optional<Path> find(Listing listing, ListedFile file) throws IOException {
        Path place = new RemotePath(file.path()).in(folder);
        return Folders.isFile(place) ? Optional.of(place) : Optional.empty();
    }

    /** What is whole stays so until something else is. */
    @Override
    public void begin(Listing listing) throws IOException {
        if (kept().isEmpty()) {
            note(listing, false);
        }
    }

    @Override
    public List<Path> partials(Listing listing, ListedFile file) throws IOException {
        return Partials.of(new RemotePath(file.path()).in(folder));
    }

    @Override
    public Path content(Listing listing, ListedFile file) throws IOException {
        Path place = Folders.notALink(new RemotePath(file.path()).in(folder));
        Files.createDirectories(place.resolveSibling(""));
        return place;
    }

    @Override
    public boolean place(Listing listing, ListedFile file, Coming coming) throws IOException {
        return find(listing, file).isPresent();
    }

    @Override
    public void discard(Listing listing, ListedFile file) throws IOException {
        Files.deleteIfExists(new RemotePath(file.path()).in(folder));
    }

    @Override
    public void keep(Listing listing) throws IOException {
        note(listing, true);
    }

    /** In a folder of the caller's own, something else may have come from elsewhere. */
    private Optional<Note> note() throws IOException {
        return Note.in(folder).filter(note -> note.place().equals(place));
    }

    private void note(Listing listing, boolean whole) throws IOException {
        Files.createDirectories(folder);
        JsonFile.write(folder.resolve(NOTE), new Note(place, listing, whole));
    }
}
