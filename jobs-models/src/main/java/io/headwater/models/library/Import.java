package io.headwater.models.library;

import io.headwater.jobs.Progress;
import io.headwater.models.cache.Shelf;
import io.headwater.models.cache.Shelf.Coming;
import io.headwater.models.cache.Verified;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.ModelErrors;
import io.headwater.models.delivery.Parts;
import io.headwater.models.download.Disk;
import io.headwater.models.download.FileCopy;
import io.headwater.models.download.Hands;
import io.headwater.models.download.LocalFile;
import io.headwater.models.download.Pulse;
import io.headwater.models.download.There;
import io.headwater.models.ref.RemotePath;
import io.headwater.models.registry.ListedFile;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes in files of a model that a person has brought. What they must be, its source says, or what is remembered of it. */
final class Import {
    private final Depot depot;
    private final Place place;
    private final Shelf shelf;
    private final Path source;
    private final Hands hands;
    private final Disk disk;
    private final Pulse pulse;
    private final Inventory.Item item;

    /** @param source a file, or a folder of files */
    Import(Depot depot, Inventory.Item item, Path source, Hands hands, Consumer<Progress> reports) {
        this.depot = depot;
        this.item = item;
        this.place = item.holding().place();
        this.shelf = item.holding().shelf();
        this.source = source.toAbsolutePath().normalize();
        this.hands = hands;
        this.disk = new Disk(hands, this.source);
        this.pulse = depot.download().pulse(reports);
    }

    Mono<Void> run() {
        return disk.step(this::requireSource)
                .then(Mono.defer(this::listing))
                .flatMap(listing -> pulse.during(disk.work(() -> found(listing))
                        .flatMap(found -> takeAll(listing, found))
                        .then(disk.step(() -> keep(listing)))));
    }

    private Mono<Void> takeAll(Listing listing, Map<ListedFile, Path> found) {
        var parts = new Parts(found.keySet(), pulse);
        return Flux.fromIterable(found.entrySet())
                .concatMap(each -> take(listing, each.getKey(), each.getValue(), parts))
                .then();
    }

    private void requireSource() {
        if (!Files.exists(source)) {
            throw LibraryErrors.nothingToImport(source);
        }
    }

    /** Who asks nobody can still import what was listed before. */
    private Mono<Listing> listing() {
        return depot.offline()
                ? disk.work(() -> shelf.kept()
                        .or(() -> Optional.ofNullable(item.holding().listing()))
                        .orElseThrow(() -> ModelErrors.offline(place.ref())))
                : depot.list(place, disk);
    }

    /** Which of the files that are wanted have been brought, and where. */
    private Map<ListedFile, Path> found(Listing listing) throws IOException {
        List<ListedFile> wanted = place.wanted(listing);
        if (wanted.isEmpty()) {
            throw ModelErrors.noSuchFile(place, listing);
        }
        RemotePath.listing(wanted.stream().map(ListedFile::path).toList());
        Map<ListedFile, Path> found = new LinkedHashMap<>();
        for (ListedFile file : wanted) {
            Optional<Path> brought = brought(file, wanted.size() == 1);
            if (brought.isPresent()) {
                found.put(file, brought.get());
            }
        }
        if (found.isEmpty()) {
            throw LibraryErrors.noImport(item.model().ref(), source, wanted);
        }
        check(found);
        shelf.begin(listing);
        return found;
    }

    private Optional<Path> brought(ListedFile file, boolean isOnly) throws IOException {
        if (Files.isDirectory(source)) {
            return Optional.of(new RemotePath(file.path()).in(source)).filter(Files::isRegularFile);
        }
        boolean fits = isOnly || Path.of(file.path()).endsWith(source.getFileName());
        return fits ? Optional.of(source) : Optional.empty();
    }

    /** Before anything is copied: what is of another length cannot be it. */
    private static void check(Map<ListedFile, Path> found) throws IOException {
        for (Map.Entry<ListedFile, Path> each : found.entrySet()) {
            Long expected = each.getKey().bytes();
            long bytes = Files.size(each.getValue());
            if (expected != null && expected != bytes) {
                throw LibraryErrors.importOfAnotherLength(each.getValue(), each.getKey(), bytes);
            }
        }
    }

    private Mono<Void> take(Listing listing, ListedFile file, Path brought, Parts parts) {
        return disk.work(() -> shelf.content(listing, file))
                .flatMap(target -> disk.work(() -> comingTo(target))
                        .flatMap(coming -> FileCopy.of(brought, target, file.digest(), hands, parts.of(file))
                                .flatMap(copy -> disk.step(() -> {
                                    place(listing, file, copy, coming);
                                    parts.finish(file, copy.bytes());
                                }))));
    }

    /** What lies there is what links of other versions may lead to: what takes its place has to stay there for them. */
    private static Coming comingTo(Path target) throws IOException {
        return There.isAnything(target) ? Coming.FRESH : Coming.FRESH_FOR_ONE;
    }

    private void place(Listing listing, ListedFile file, LocalFile copy, Coming coming) throws IOException {
        Verified verified = depot.verified();
        Verified.Sight sight = verified.look(copy.path());
        verified.remember(sight, copy.digest());
        if (!shelf.place(listing, file, coming)) {
            throw ModelErrors.vanishing(place.ref());
        }
        Optional<Path> placed = shelf.find(listing, file);
        if (placed.isPresent()) {
            verified.rememberMoved(sight, copy.digest(), placed.get());
        }
    }

    private void keep(Listing listing) throws IOException {
        for (ListedFile file : place.wanted(listing)) {
            if (shelf.find(listing, file).isEmpty()) {
                return;
            }
        }
        shelf.keep(listing);
        depot.rememberDisk(place.ref());
    }
}
