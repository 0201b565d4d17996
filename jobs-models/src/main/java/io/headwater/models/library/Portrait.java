package io.headwater.models.library;

import io.headwater.jobs.JobException;
import io.headwater.models.cache.ScannedRepo;
import io.headwater.models.delivery.Depot;
import io.headwater.models.download.Disk;
import io.headwater.models.download.Hands;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.registry.Facts;
import io.headwater.models.registry.Listing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One model with all that is known of it, here and at its source. */
final class Portrait {
    private final Depot depot;
    private final Inventory inventory;
    private final ModelRegistry registry;
    private final ModelRef ref;
    private final Disk disk;

    Portrait(Depot depot, Inventory inventory, ModelRegistry registry, ModelRef ref) {
        this.depot = depot;
        this.inventory = inventory;
        this.registry = registry;
        this.ref = ref;
        this.disk = new Disk(Hands.free(), depot.hub().root());
    }

    /** @param refresh whether its source is asked although its last answer is still young */
    Mono<ModelDetails> drawn(boolean refresh) {
        return registry.query(ref, refresh)
                .map(Optional::of)
                .onErrorResume(this::withoutSource)
                .flatMap(said -> disk.work(() -> details(said.orElse(null))));
    }

    /** Of what is here, or known by name, there is something to tell all the same. */
    private Mono<Optional<ModelInfo>> withoutSource(Throwable failure) {
        boolean isNamed = inventory.isNamed(ref) && !(failure instanceof JobException.NotFound);
        return disk.work(() -> inventory.item(ref).model().isHere() || isNamed)
                .flatMap(known -> known ? Mono.just(Optional.empty()) : Mono.error(failure));
    }

    private ModelDetails details(@Nullable ModelInfo said) throws IOException {
        Inventory.Item item = inventory.item(ref);
        Holding holding = item.holding();
        if (said != null && !item.model().isHere()) {
            holding = holding.of(depot, new Listing(said.commit(), said.files(), Facts.NONE));
        }
        return new ModelDetails(item.model(), holding.known(), revisions(holding));
    }

    private List<ModelDetails.Revision> revisions(Holding holding) throws IOException {
        if (!(holding.place().ref() instanceof HubRef hub)) {
            return List.of();
        }
        Path folder = depot.hub().repo(hub.type(), hub.id()).path();
        return depot.hub().scan().repositories().stream()
                .filter(repo -> repo.folder().equals(folder))
                .map(ScannedRepo::revisions)
                .flatMap(List::stream)
                .map(revision -> new ModelDetails.Revision(
                        revision.commit(), revision.refs(), revision.bytes(), revision.lastModified()))
                .toList();
    }
}
