package io.headwater.models.verify;

import io.headwater.models.delivery.Depot;
import io.headwater.models.download.Disk;
import io.headwater.models.download.Hands;
import io.headwater.models.library.Inventory;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.verify.Inspection.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads models for whoever is no job. */
public final class Verification {
    private final Depot depot;
    private final Inventory inventory;
    private final Disk disk;

    public Verification(Depot depot, Inventory inventory) {
        this.depot = depot;
        this.inventory = inventory;
        this.disk = new Disk(Hands.free(), depot.hub().root());
    }

    /** @param trusting whether a file that looks as it did when it was last read counts as read */
    public Mono<Boolean> of(ModelRef ref, boolean trusting) {
        return disk.work(() -> inventory.item(ref).holding()).flatMap(holding -> {
            if (!holding.kept() || holding.files().isEmpty()) {
                return Mono.just(false);
            }
            return new Inspection(depot, List.of(holding), Memory.of(trusting), Hands.free(), progress -> {})
                    .of(ref, holding)
                    .map(ModelVerdict::isValid);
        });
    }

    public Mono<Map<String, Boolean>> ofAll(List<ModelRef> refs, VerifyProgress progress) {
        return Flux.fromIterable(refs)
                .concatMap(ref -> of(ref, false).map(valid -> Map.entry(ref.toString(), valid)))
                .index((number, verdict) -> {
                    progress.verified(verdict.getKey(), (int) (number + 1), refs.size());
                    return verdict;
                })
                .collect(LinkedHashMap::new, (all, verdict) -> all.put(verdict.getKey(), verdict.getValue()));
    }
}
