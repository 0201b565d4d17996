package io.headwater.models.library;

import io.headwater.models.cache.CacheScan;
import io.headwater.models.cache.FolderShelf;
import io.headwater.models.cache.HubCache;
import io.headwater.models.cache.ScannedFolder;
import io.headwater.models.cache.ScannedRepo;
import io.headwater.models.cache.ScannedRevision;
import io.headwater.models.delivery.Depot;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What lies here beside the models that are known by name, under the references that somebody would use for it. */
final class Others {
    private final Depot depot;
    private final Inventory inventory;
    private final Set<Path> files = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();
    private final TreeMap<String, ModelRef> others = new TreeMap<>();

    /** @param named what is known by name, and accounts for a part of what lies here */
    Others(Depot depot, Inventory inventory, Collection<Inventory.Item> named) throws IOException {
        this.depot = depot;
        this.inventory = inventory;
        for (Inventory.Item item : named) {
            Holding holding = item.holding();
            files.addAll(holding.paths());
            if (holding.listing() != null) {
                folders.add(holding.shelf().folder(holding.listing()));
            }
        }
    }

    List<ModelRef> refs() throws IOException {
        CacheScan scan = depot.hub().scan();
        for (ScannedRepo repo : scan.repositories()) {
            HubRef ref = HubCache.repoIn(repo.folder()).orElse(null);
            if (ref != null) {
                addRevisions(repo, ref);
            }
        }
        for (CacheScan.Partial partial : scan.partials()) {
            boolean isOfSome = files.contains(partial.path())
                    || scan.repositories().stream()
                            .anyMatch(repo -> repo.folder().equals(partial.repository()));
            if (!isOfSome) {
                HubCache.repoIn(partial.repository()).ifPresent(this::add);
            }
        }
        for (CacheScan.Damage damage : scan.damaged()) {
            boolean isOfSome = files.stream().anyMatch(file -> file.startsWith(damage.path()));
            if (!isOfSome) {
                HubCache.repoIn(damage.path()).ifPresent(this::add);
            }
        }
        for (ScannedFolder folder : FolderShelf.scan(depot.others())) {
            if (!folders.contains(folder.folder())) {
                add(folder.place());
            }
        }
        return List.copyOf(others.values());
    }

    private void addRevisions(ScannedRepo repo, HubRef ref) throws IOException {
        for (ScannedRevision revision : repo.revisions()) {
            boolean isNamed = revision.files().stream()
                    .map(file -> revision.snapshot().resolve(file.path()))
                    .allMatch(files::contains);
            if (!isNamed) {
                add(ref(repo, ref, revision));
            }
        }
    }

    private HubRef ref(ScannedRepo repo, HubRef ref, ScannedRevision revision) throws IOException {
        if (revision.refs().contains(HubRef.DEFAULT_REVISION)) {
            return ref;
        }
        if (!revision.refs().isEmpty()) {
            return ref.at(revision.refs().get(0));
        }
        HubRef pinned = ref.at(revision.commit());
        boolean isFree =
                repo.revisions().stream().noneMatch(other -> other.refs().contains(HubRef.DEFAULT_REVISION));
        // A branch gets its name when all of it has come; most likely this is on its way to become the main one.
        boolean isOnItsWay = inventory.item(pinned).model().status() == ModelStatus.PARTIAL;
        return isFree && isOnItsWay ? ref : pinned;
    }

    private void add(ModelRef ref) {
        others.put(ref.toString(), ref);
    }
}
