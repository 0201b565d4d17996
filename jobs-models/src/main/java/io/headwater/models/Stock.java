package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.models.cache.Shelf;
import io.headwater.models.cache.Verified;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Parts;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Digest;
import io.headwater.models.download.Disk;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is on this machine. Nobody else is asked. */
final class Stock {
    private final Depot depot;

    Stock(Depot depot) {
        this.depot = depot;
    }

    /**
     * All that is wanted of a listing, by its names and sizes.
     *
     * @param listing those of its files that are wanted
     */
    private record Sight(Place place, Listing listing, Path folder, List<Seen> files) {
        InstalledModel model(ModelRef ref, List<InstalledFile> checked) {
            boolean isOne = place.isOne(files.stream().map(Seen::file).toList());
            return new InstalledModel(ref, isOne ? files.get(0).path() : folder, checked, listing.commit());
        }
    }

    /** A file as it lies there. */
    private record Seen(ListedFile file, Path path, Verified.Sight sight) {
        Optional<Digest> expected() {
            return sight.expected(file.digest());
        }

        InstalledFile checked(Digest digest) {
            return new InstalledFile(file.path(), sight.bytes(), digest, file.digest() != null);
        }
    }

    /**
     * A model that is whole and good, at the first place from which it has come; empty where there is none, or one that is
     * not what it was. What has changed since it was last read is read again.
     */
    Mono<InstalledModel> find(Wanted wanted, JobContext context) {
        return Flux.fromIterable(wanted.places())
                .concatMap(place -> find(wanted.ref(), place, context), 1)
                .next();
    }

    /**
     * Another revision of a model, the newest that is whole and good; empty where there is none, and where exactly one
     * commit is wanted. The reference of what is found says which it is.
     */
    Mono<InstalledModel> another(Wanted wanted, JobContext context) {
        return Flux.fromIterable(wanted.places())
                .concatMap(place -> depot.disk(context, place.ref())
                        .work(() -> otherRevisions(place))
                        .flatMapIterable(Function.identity()))
                .concatMap(other -> find(other.ref(), other, context), 1)
                .next();
    }

    private List<Place> otherRevisions(Place place) throws IOException {
        if (!(place.ref() instanceof HubRef hub) || hub.isPinned()) {
            return List.of();
        }
        return depot.hub().repo(hub.type(), hub.id()).commits().stream()
                .map(commit -> new Place(hub.at(commit), List.of(), place.files(), place.bytes(), place.digest()))
                .toList();
    }

    /** Where a model lies, judged by names and sizes alone, and by what was found damaged. Blocks. */
    Optional<InstalledModel> glance(Wanted wanted) throws IOException {
        for (Place place : wanted.places()) {
            Sight sight = look(place);
            if (sight != null
                    && sight.files().stream().noneMatch(seen -> seen.sight().distrusted())) {
                List<InstalledFile> files = sight.files().stream()
                        .flatMap(seen -> seen.expected().map(seen::checked).stream())
                        .toList();
                return Optional.of(sight.model(wanted.ref(), files));
            }
        }
        return Optional.empty();
    }

    private Mono<InstalledModel> find(ModelRef ref, Place place, JobContext context) {
        return depot.disk(context, place.ref())
                .work(() -> look(place))
                .flatMap(sight -> check(sight, context).map(files -> sight.model(ref, files)));
    }

    /** Null when something is missing. */
    private @Nullable Sight look(Place place) throws IOException {
        depot.requireDisk(place.ref());
        Shelf shelf = depot.shelf(place);
        Optional<Listing> listing = shelf.kept();
        if (listing.isEmpty() && (depot.offline() || place.isOneFile())) {
            listing = shelf.seen();
        }
        if (listing.isEmpty()) {
            return null;
        }
        var seen = new ArrayList<Seen>();
        for (ListedFile file : place.wanted(listing.get())) {
            Optional<Path> path = shelf.find(listing.get(), file);
            if (path.isEmpty() || (file.bytes() != null && file.bytes() != Files.size(path.get()))) {
                return null;
            }
            seen.add(new Seen(file, path.get(), depot.verified().look(path.get())));
        }
        return seen.isEmpty() ? null : new Sight(place, listing.get(), shelf.folder(listing.get()), seen);
    }

    /** Empty when one of them is not what it should be. */
    private Mono<List<InstalledFile>> check(Sight sight, JobContext context) {
        var parts = new Parts(sight.files().stream().map(Seen::file).toList(), context::progress);
        return Flux.fromIterable(sight.files())
                .concatMap(seen -> check(seen, sight.place(), parts, context)
                        .map(digest -> Optional.of(seen.checked(digest)))
                        .defaultIfEmpty(Optional.empty()))
                .takeWhile(Optional::isPresent)
                .map(Optional::orElseThrow)
                .collectList()
                .filter(checked -> checked.size() == sight.files().size());
    }

    private Mono<Digest> check(Seen seen, Place place, Parts parts, JobContext context) {
        Optional<Digest> expected = seen.expected();
        String algorithm = expected.map(Digest::algorithm).orElse(Digest.SHA_256);
        Disk disk = depot.disk(context, place.ref());
        Mono<Digest> digest = depot.digest(seen.sight(), algorithm, disk, context, parts.ofFound(seen.file()));
        return digest.filter(actual -> expected.isEmpty() || expected.get().equals(actual));
    }
}
