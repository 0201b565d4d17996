package io.headwater.models.delivery;

import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.Origin;
import io.headwater.models.config.ModelSource;
import io.headwater.models.download.Digest;
import io.headwater.models.ref.CatalogRef;
import io.headwater.models.ref.Checksum;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.PathFilter;
import io.headwater.models.ref.UrlRef;
import io.headwater.models.registry.Place;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model that somebody wants, and where it can be had.
 *
 * @param ref as it was asked for
 * @param places in order: each is asked when those before it do not have it
 * @param fallback what to take when none of them has it; null when there is nothing else
 * @param isGuess whether nobody has named its place: neither who asked for it, nor catalog or configuration
 */
public record Wanted(
        ModelRef ref, List<Place> places, @Nullable ModelRef fallback, boolean isGuess) {
    public Wanted {
        places = List.copyOf(places);
    }

    /** @param known what the configuration says of it, if anything */
    public static Wanted of(ModelRef ref, Catalog catalog, Optional<ModelSource> known) {
        Origin origin = catalog.origin(ref);
        Long bytes = known.map(ModelSource::bytes).orElse(null);
        Digest digest = known.map(ModelSource::checksum).map(Wanted::digest).orElse(null);
        String revision = known.map(ModelSource::revision).orElse(null);
        return new Wanted(
                ref,
                places(origin, bytes, digest, revision),
                known.map(ModelSource::fallback).orElse(null),
                ref instanceof CatalogRef && catalog.find(ref).isEmpty());
    }

    /** The same model with other wishes about its revision and its files. */
    public Wanted with(@Nullable String revision, PathFilter files) {
        boolean all = files.equals(PathFilter.all());
        return new Wanted(
                ref,
                places.stream()
                        .map(place -> new Place(
                                at(place.ref(), revision),
                                place.mirrors(),
                                all ? place.files() : files,
                                place.bytes(),
                                place.digest()))
                        .toList(),
                fallback,
                isGuess);
    }

    /** URLs that stand one after the other are mirrors of one file; one that has begun to come goes on at the next of them. */
    private static List<Place> places(
            Origin origin, @Nullable Long bytes, @Nullable Digest digest, @Nullable String revision) {
        var places = new ArrayList<Place>();
        var mirrors = new ArrayList<UrlRef>();
        for (ModelRef ref : origin.places()) {
            if (ref instanceof UrlRef url) {
                mirrors.add(url);
            } else {
                addMirrored(places, mirrors, bytes, digest);
                PathFilter files = ref instanceof HubRef hub && hub.path() != null ? hub.files() : origin.files();
                places.add(new Place(at(ref, revision), List.of(), files, bytes, digest));
            }
        }
        addMirrored(places, mirrors, bytes, digest);
        return places;
    }

    private static void addMirrored(
            List<Place> places, List<UrlRef> mirrors, @Nullable Long bytes, @Nullable Digest digest) {
        if (mirrors.isEmpty()) {
            return;
        }
        UrlRef first = mirrors.get(0);
        List<URI> others = mirrors.stream().skip(1).map(UrlRef::location).toList();
        Digest own = first.checksum() == null ? digest : digest(first.checksum());
        places.add(new Place(first, others, PathFilter.all(), bytes, own));
        mirrors.clear();
    }

    /** A reference that says which revision it means keeps to that. */
    private static ModelRef at(ModelRef ref, @Nullable String revision) {
        boolean open = ref instanceof HubRef hub && hub.revision().equals(HubRef.DEFAULT_REVISION);
        return open && revision != null ? ((HubRef) ref).at(revision) : ref;
    }

    private static Digest digest(Checksum checksum) {
        return new Digest(checksum.algorithm(), checksum.hex());
    }
}
