package io.headwater.models.registry;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Threads;
import io.headwater.models.ref.LocalRef;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Files and folders of this machine, or of others that it has mounted. Links in a folder are left out. */
public final class LocalRegistry implements Registry {
    @Override
    public boolean serves(ModelRef ref) {
        return ref instanceof LocalRef;
    }

    @Override
    public Mono<Listing> list(Place place, @Nullable Listing last) {
        return Mono.fromCallable(() -> listing((LocalRef) place.ref(), place)).subscribeOn(Threads.forFiles());
    }

    @Override
    public List<URI> locations(Place place, Listing listing, ListedFile file) {
        Path path = ((LocalRef) place.ref()).path();
        return List.of((Files.isDirectory(path) ? path.resolve(file.path()) : path).toUri());
    }

    private static Listing listing(LocalRef ref, Place place) {
        try {
            return new Listing(null, files(ref.path(), place), Facts.NONE);
        } catch (NoSuchFileException gone) {
            throw new JobException.NotFound(
                    ErrorCode.NOT_FOUND,
                    "There is nothing at %s".formatted(ref.path()),
                    "Check the path; if it is right, see whether its disk is mounted.");
        } catch (IOException failure) {
            throw new JobException.Storage(
                    new ErrorCode("IO"),
                    "%s cannot be read: %s".formatted(ref.path(), failure.getMessage()),
                    "Check the disk and the permissions.",
                    failure);
        }
    }

    private static List<ListedFile> files(Path path, Place place) throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of(file(path, path.resolveSibling(""), place.digest()));
        }
        if (place.digest() != null) {
            throw RegistryErrors.noOneFile(path);
        }
        var files = new ArrayList<ListedFile>();
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(file(file, path, null));
                }
            }
        }
        return files;
    }

    private static ListedFile file(Path file, Path folder, @Nullable Digest digest) throws IOException {
        String name = folder.relativize(file)
                .toString()
                .replace(folder.getFileSystem().getSeparator(), "/");
        return new ListedFile(name, Files.size(file), digest);
    }
}
