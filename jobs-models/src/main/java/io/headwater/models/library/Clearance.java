package io.headwater.models.library;

import io.headwater.models.cache.CacheScan;
import io.headwater.models.cache.Deletion;
import io.headwater.models.cache.FolderShelf;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.ScannedFolder;
import io.headwater.models.cache.ScannedRepo;
import io.headwater.models.delivery.Depot;
import io.headwater.models.download.Partials;
import io.headwater.models.ref.HubRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What would have to go, so that something is gone and all else is whole. Looks only, and blocks. */
final class Clearance {
    /** Parts of files that others than Headwater gather: after so long without a byte, nobody does any more. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final Depot depot;
    private final Inventory inventory;
    private final Supplier<Instant> clock;

    Clearance(Depot depot, Inventory inventory, Supplier<Instant> clock) {
        this.depot = depot;
        this.inventory = inventory;
        this.clock = clock;
    }

    /** All that lies here of a model, but for what other revisions share. */
    Removal of(Holding holding) throws IOException {
        return new Removal(files(holding).and(partials(holding)));
    }

    Removal ofPartials(Holding holding) throws IOException {
        return new Removal(partials(holding));
    }

    Removal ofAll() throws IOException {
        CacheScan scan = depot.hub().scan();
        Deletion all = Deletion.NOTHING;
        for (ScannedRepo repo : scan.repositories()) {
            all = all.and(Deletion.ofFolder(repo.folder(), repo.bytes()));
        }
        for (CacheScan.Damage damage : scan.damaged()) {
            if (HubCache.repoIn(damage.path()).isPresent()) {
                all = all.and(Deletion.ofFolder(damage.path(), damage.bytes()));
            }
        }
        for (CacheScan.Partial partial : scan.partials()) {
            all = all.and(Deletion.ofLeftover(partial.path(), partial.bytes()));
        }
        for (Path begun : begun(scan)) {
            all = all.and(Deletion.ofFolder(begun, 0));
        }
        for (ScannedFolder folder : FolderShelf.scan(depot.others())) {
            all = all.and(folder.deletion());
        }
        return new Removal(all);
    }

    /** Repositories of which nothing is here yet but parts of files. */
    private static Set<Path> begun(CacheScan scan) {
        return scan.partials().stream()
                .map(CacheScan.Partial::repository)
                .filter(folder -> HubCache.repoIn(folder).isPresent())
                .collect(Collectors.toSet());
    }

    /** @param needed what jobs work with, or have gathered */
    Removal ofUnneeded(Set<Path> needed) throws IOException {
        Set<Path> pinned = inventory.pinned();
        Deletion unneeded = depot.hub()
                .scan()
                .pruning(
                        clock.get().minus(ABANDONED),
                        needed::contains,
                        snapshot -> pinned.contains(snapshot)
                                || needed.stream().anyMatch(file -> file.startsWith(snapshot)));
        for (ScannedFolder folder : FolderShelf.scan(depot.others())) {
            boolean isNeeded = needed.stream().anyMatch(file -> file.startsWith(folder.folder()));
            if (!isNeeded) {
                unneeded = unneeded.and(folder.whole() ? partials(folder) : folder.deletion());
            }
        }
        return new Removal(unneeded);
    }

    private Deletion files(Holding holding) throws IOException {
        if (holding.listing() == null || holding.files().stream().allMatch(held -> held.path() == null)) {
            return Deletion.NOTHING;
        }
        Path folder = holding.shelf().folder(holding.listing());
        return holding.place().ref() instanceof HubRef
                ? files(holding, folder)
                : Deletion.ofFolder(folder, holding.bytes());
    }

    private Deletion files(Holding holding, Path snapshot) throws IOException {
        String commit = Objects.requireNonNull(holding.commit(), "what comes from the hub is a commit");
        Set<String> names =
                holding.files().stream().map(held -> held.file().path()).collect(Collectors.toSet());
        CacheScan scan = depot.hub().scan();
        for (ScannedRepo repo : scan.repositories()) {
            if (snapshot.startsWith(repo.folder())) {
                boolean busy = scan.partials().stream()
                        .anyMatch(partial -> partial.repository().equals(repo.folder()));
                return repo.deletionOf(commit, names::contains, busy);
            }
        }
        return Deletion.NOTHING;
    }

    private static Deletion partials(Holding holding) throws IOException {
        Deletion all = Deletion.NOTHING;
        for (Holding.Held held : holding.files()) {
            for (Path partial : held.partials()) {
                all = all.and(Deletion.ofLeftover(partial, Partials.taken(partial)));
            }
        }
        return all;
    }

    private static Deletion partials(ScannedFolder folder) {
        Deletion all = Deletion.NOTHING;
        for (CacheScan.Partial partial : folder.partials()) {
            all = all.and(Deletion.ofLeftover(partial.path(), partial.bytes()));
        }
        return all;
    }
}
