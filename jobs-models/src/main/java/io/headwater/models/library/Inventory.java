package io.headwater.models.library;

import io.headwater.models.cache.Hazard;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.delivery.Depot;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.LocalRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.RepoType;
import io.headwater.models.ref.UrlRef;
import io.headwater.models.registry.Place;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which models there are: what is known by name, joined with what lies on this machine. All of it blocks. */
public final class Inventory {
    private static final String HUB = "https://huggingface.co/";

    private final Depot depot;
    private final Catalog catalog;
    private final ModelRegistry registry;
    private final Function<ModelRef, Wanted> wanted;

    public Inventory(Depot depot, Catalog catalog, ModelRegistry registry, Function<ModelRef, Wanted> wanted) {
        this.depot = depot;
        this.catalog = catalog;
        this.registry = registry;
        this.wanted = wanted;
    }

    /**
     * A model, and what of it is here.
     *
     * @param holding at the place from which most of it has come
     */
    public record Item(KnownModel model, Holding holding) {}

    /** What is known by name comes first, in its order; then whatever else lies here. */
    public List<Item> all() throws IOException {
        Map<ModelRef, Item> items = new LinkedHashMap<>();
        for (CatalogEntry entry : catalog.entries()) {
            items.put(entry.ref(), itemAsFarAsSeen(entry.ref()));
        }
        var others = new ArrayList<>(new Others(depot, this, items.values()).refs());
        others.addAll(depot.away());
        for (ModelRef ref : others) {
            if (!items.containsKey(ref)) {
                items.put(ref, itemAsFarAsSeen(ref));
            }
        }
        return List.copyOf(items.values());
    }

    /** Where one of them lies so that nobody may look, that is nothing to the others. */
    private Item itemAsFarAsSeen(ModelRef ref) throws IOException {
        try {
            return item(ref);
        } catch (FileSystemException refused) {
            Holding unseen =
                    Holding.outOfReach(depot, wanted.apply(ref).places().get(0));
            return new Item(model(ref, unseen), unseen);
        }
    }

    boolean isNamed(ModelRef ref) {
        return catalog.find(ref).isPresent();
    }

    /** The snapshots that a name leads to, although it leads there by a commit and not by a branch or tag. */
    Set<Path> pinned() throws IOException {
        var pinned = new HashSet<Path>();
        for (CatalogEntry entry : catalog.entries()) {
            for (Place place : wanted.apply(entry.ref()).places()) {
                if (place.ref() instanceof HubRef ref && ref.isPinned()) {
                    pinned.add(depot.hub().repo(ref.type(), ref.id()).snapshot(ref.revision()));
                }
            }
        }
        return pinned;
    }

    public Item item(ModelRef ref) throws IOException {
        Holding best = null;
        for (Place place : wanted.apply(ref).places()) {
            Holding holding = Holding.of(depot, place);
            if (best == null || holding.status().ordinal() < best.status().ordinal()) {
                best = holding;
            }
        }
        if (best == null) {
            throw new IllegalStateException(ref + " comes from nowhere");
        }
        return new Item(model(ref, best), best);
    }

    private KnownModel model(ModelRef ref, Holding holding) throws IOException {
        CatalogEntry entry = catalog.find(ref).orElse(null);
        ModelInfo said = registry.cached(ref).orElse(null);
        Place place = holding.place();
        ModelStatus status = status(holding, said);
        boolean all = status.isWhole();
        Long exact = all ? Long.valueOf(holding.bytes()) : said == null ? holding.size() : said.bytes();
        Long about = place.bytes();
        if (entry != null && entry.approximateBytes() != 0) {
            about = Long.valueOf(entry.approximateBytes());
        }
        return new KnownModel(
                ref,
                entry == null ? typeOf(place.ref()) : entry.type(),
                entry == null ? providerOf(place.ref()) : entry.provider(),
                entry == null ? "" : entry.description(),
                entry == null ? List.of() : entry.tags(),
                license(entry, said),
                exact == null ? about : exact,
                exact == null && about != null && !about.equals(place.bytes()),
                sourceOf(place.ref()),
                status,
                all && status != ModelStatus.DAMAGED && holding.isVerifiable(),
                said != null && said.gated(),
                said == null ? null : said.deprecated(),
                all ? holding.commit() : null,
                all ? holding.path() : null,
                hazards(holding, said),
                null,
                null);
    }

    /** Of what is here by its content, of the rest by its names. */
    private static Map<String, Hazard> hazards(Holding holding, @Nullable ModelInfo said) {
        Map<String, Hazard> hazards = holding.hazards();
        if (holding.files().isEmpty() && said != null) {
            said.files().forEach(file -> Hazard.of(file.path()).ifPresent(hazard -> hazards.put(file.path(), hazard)));
        }
        return hazards;
    }

    private ModelStatus status(Holding holding, @Nullable ModelInfo said) throws IOException {
        ModelStatus status = holding.status();
        if (status == ModelStatus.ABSENT && depot.offline()) {
            return ModelStatus.OFFLINE;
        }
        boolean isOld = said != null
                && said.commit() != null
                && said.place().equals(holding.place().ref())
                && !said.commit().equals(holding.commit());
        return status == ModelStatus.INSTALLED && isOld ? ModelStatus.OUTDATED : status;
    }

    private static @Nullable String license(@Nullable CatalogEntry entry, @Nullable ModelInfo said) {
        if (entry != null && !entry.license().equals("unknown")) {
            return entry.license();
        }
        return said == null || said.licences().isEmpty() ? null : String.join(", ", said.licences());
    }

    private static ModelType typeOf(ModelRef place) {
        return place instanceof HubRef hub && hub.type() == RepoType.DATASET ? ModelType.DATASET : ModelType.MODEL;
    }

    private static String providerOf(ModelRef place) {
        if (place instanceof HubRef) {
            return "Hugging Face";
        }
        return place instanceof UrlRef url ? url.location().getHost() : "this machine";
    }

    private static @Nullable String sourceOf(ModelRef place) {
        if (place instanceof HubRef hub) {
            return HUB + hub.type().prefix() + hub.id();
        }
        return place instanceof LocalRef ? null : place.toString();
    }
}
