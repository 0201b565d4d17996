package io.headwater.models.library;

import io.headwater.models.cache.Hazard;
import io.headwater.models.cache.Shelf;
import io.headwater.models.cache.Verified;
import io.headwater.models.delivery.Depot;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Partials;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What lies here of a model from one of its places, by names and sizes and by what is remembered.
 *
 * @param listing what should be here; null where nobody has ever asked
 * @param kept whether all that was wanted of it has once been here
 * @param files those that are wanted
 * @param reachable whether anybody could look
 */
public record Holding(
        Place place, Shelf shelf, @Nullable Listing listing, boolean kept, List<Held> files, boolean reachable) {
    public Holding {
        files = List.copyOf(files);
    }

    /**
     * One of its files.
     *
     * @param path where it lies; null when it does not
     * @param sight null when it does not
     * @param partials what unfinished attempts have left of it
     */
    public record Held(ListedFile file, @Nullable Path path, Verified.@Nullable Sight sight, List<Path> partials) {
        public KnownFile known() throws IOException {
            if (sight != null) {
                String problem = problem(sight);
                KnownFile.State state = problem == null ? KnownFile.State.VERIFIED : KnownFile.State.DAMAGED;
                return new KnownFile(file.path(), file.bytes(), sight.bytes(), state, problem);
            }
            long done = Partials.bytes(partials);
            KnownFile.State state = partials.isEmpty() ? KnownFile.State.ABSENT : KnownFile.State.PARTIAL;
            return new KnownFile(file.path(), file.bytes(), done, state, "missing");
        }

        private Optional<Hazard> hazard() {
            try {
                return path == null ? Hazard.of(file.path()) : Hazard.of(file.path(), path);
            } catch (IOException unreadable) {
                return Hazard.of(file.path());
            }
        }

        private @Nullable String problem(Verified.Sight sight) {
            if (file.bytes() != null && file.bytes() != sight.bytes()) {
                return "has %d bytes instead of %d".formatted(sight.bytes(), file.bytes());
            }
            return sight.distrusted() ? "was found damaged" : null;
        }
    }

    /** Where its disk is not there, or lets nobody look. */
    static Holding outOfReach(Depot depot, Place place) {
        return new Holding(place, depot.shelf(place), null, false, List.of(), false);
    }

    /** Blocks. */
    static Holding of(Depot depot, Place place) throws IOException {
        if (depot.isAway(place.ref())) {
            return outOfReach(depot, place);
        }
        Shelf shelf = depot.shelf(place);
        Optional<Listing> kept = shelf.kept();
        if (kept.isEmpty()) {
            kept = shelf.seen();
        }
        Optional<Listing> listing = kept.isPresent() ? kept : shelf.begun();
        if (listing.isEmpty()) {
            return new Holding(place, shelf, null, false, List.of(), true);
        }
        return of(depot, place, shelf, listing.get(), kept.isPresent());
    }

    private static Holding of(Depot depot, Place place, Shelf shelf, Listing listing, boolean kept) throws IOException {
        var files = new ArrayList<Held>();
        for (ListedFile file : place.wanted(listing)) {
            Optional<Path> path = shelf.find(listing, file);
            files.add(new Held(
                    file,
                    path.orElse(null),
                    path.isPresent() ? depot.verified().look(path.get()) : null,
                    shelf.partials(listing, file)));
        }
        return new Holding(place, shelf, listing, kept, files, true);
    }

    /** The same, judged by another listing. */
    Holding of(Depot depot, Listing other) throws IOException {
        return of(depot, place, shelf, other, false);
    }

    /** The same, of some of its files. */
    public Holding only(Set<String> paths) {
        return new Holding(
                place,
                shelf,
                listing,
                kept,
                files.stream()
                        .filter(held -> paths.contains(held.file().path()))
                        .toList(),
                reachable);
    }

    public List<KnownFile> known() throws IOException {
        var known = new ArrayList<KnownFile>();
        for (Held held : files) {
            known.add(held.known());
        }
        return known;
    }

    Map<String, Hazard> hazards() {
        var hazards = new LinkedHashMap<String, Hazard>();
        for (Held held : files) {
            held.hazard().ifPresent(hazard -> hazards.put(held.file().path(), hazard));
        }
        return hazards;
    }

    ModelStatus status() throws IOException {
        if (!reachable) {
            return ModelStatus.OFFLINE;
        }
        List<KnownFile> known = known();
        boolean all = !known.isEmpty();
        boolean some = false;
        boolean damaged = false;
        for (KnownFile file : known) {
            boolean there = file.state() == KnownFile.State.VERIFIED || file.state() == KnownFile.State.DAMAGED;
            all &= there;
            some |= there || file.state() == KnownFile.State.PARTIAL;
            damaged |= file.state() == KnownFile.State.DAMAGED;
        }
        if (all && kept) {
            return damaged ? ModelStatus.DAMAGED : ModelStatus.INSTALLED;
        }
        return some ? ModelStatus.PARTIAL : ModelStatus.ABSENT;
    }

    /** Where something of it lies: files, and parts of files. */
    Set<Path> paths() {
        var paths = new HashSet<Path>();
        for (Held held : files) {
            paths.addAll(held.partials());
            if (held.path() != null) {
                paths.add(held.path());
            }
        }
        return paths;
    }

    /** How many bytes of whole files lie here. */
    public long bytes() {
        return files.stream()
                .mapToLong(held -> held.sight() == null ? 0 : held.sight().bytes())
                .sum();
    }

    /** How large it is altogether; null where that is not known of each file. */
    @Nullable
    Long size() {
        return listing == null ? null : listing.of(wanted()).bytes();
    }

    /** How long those of some files are together whose contents do not lie here; null where that is not known of each. */
    @Nullable
    Long missing(List<ListedFile> wanted) {
        Set<Digest> here = files.stream()
                .filter(held -> held.sight() != null)
                .map(held -> held.file().digest())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        List<ListedFile> missing = wanted.stream()
                .filter(file -> file.digest() == null || !here.contains(file.digest()))
                .toList();
        return new Listing(null, missing, Facts.NONE).bytes();
    }

    boolean isVerifiable() {
        return files.stream().allMatch(held -> held.file().digest() != null);
    }

    @Nullable
    public String commit() {
        return listing == null ? null : listing.commit();
    }

    /** Where it lies: the file where it is one, else the folder of all of them. */
    @Nullable
    Path path() {
        if (listing == null) {
            return null;
        }
        return place.isOne(wanted()) ? files.get(0).path() : shelf.folder(listing);
    }

    private List<ListedFile> wanted() {
        return files.stream().map(Held::file).toList();
    }
}
