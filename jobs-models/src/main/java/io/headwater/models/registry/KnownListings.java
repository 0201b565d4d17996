package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import io.headwater.models.download.JsonFile;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What places have answered, kept on the disk: so that they need not be asked again so soon, and are known when they cannot
 * be asked. All of it blocks.
 */
public final class KnownListings {
    private static final int SHORTENED = 32;

    private final Path directory;
    private final Supplier<Instant> clock;

    public KnownListings(Path directory, Supplier<Instant> clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * An answer.
     *
     * @param place who answered, for people that look at the file
     * @param asked when
     * @param gone why there is nothing there any more; null as long as there is
     */
    public record Known(
            ModelRef place,
            Instant asked,
            Listing listing,
            @Nullable String gone) {}

    public Optional<Known> find(Place place) throws IOException {
        return JsonFile.read(file(place), Known.class);
    }

    public Known remember(Place place, Listing listing) throws IOException {
        return write(place, new Known(whole(place.ref()), clock.get(), listing, null));
    }

    /** What was there stays known; what has been fetched of it stays usable. */
    public Optional<Known> rememberGone(Place place, String why) throws IOException {
        Optional<Known> last = find(place);
        return last.isEmpty()
                ? last
                : Optional.of(write(
                        place,
                        new Known(last.get().place(), clock.get(), last.get().listing(), why)));
    }

    public void forget(Place place) throws IOException {
        Files.deleteIfExists(file(place));
    }

    public void forgetAll() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException none) {
            // As wished.
        }
    }

    private Known write(Place place, Known known) throws IOException {
        try {
            Files.createDirectories(directory);
            JsonFile.write(file(place), known);
        } catch (IOException notHere) {
            // Then it will be asked again. Who cannot write here can use models all the same.
        }
        return known;
    }

    private Path file(Place place) {
        String name = Digest.ofText(whole(place.ref()).toString()).hex().substring(0, SHORTENED);
        return directory.resolve(name + ".json");
    }

    /** Whatever files of a repository somebody wants, the answer is about all of them. */
    private static ModelRef whole(ModelRef ref) {
        return ref instanceof HubRef hub ? new HubRef(hub.type(), hub.id(), hub.revision(), null) : ref;
    }
}
