package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Files at plain URLs. What is known of one stands in its reference or in the configuration; only where the hub has it under
 * an address of its own, and nobody said which digest it must have, the hub is asked for that.
 */
public final class UrlRegistry implements Registry {
    private final FileDownload download;
    private final Predicate<URI> isOfTheHub;

    public UrlRegistry(FileDownload download, Predicate<URI> isOfTheHub) {
        this.download = download;
        this.isOfTheHub = isOfTheHub;
    }

    @Override
    public boolean serves(ModelRef ref) {
        return ref instanceof UrlRef;
    }

    @Override
    public Mono<Listing> list(Place place, @Nullable Listing last) {
        URI location = ((UrlRef) place.ref()).location();
        boolean hubKnows = place.digest() == null
                && isOfTheHub.test(location)
                && location.getPath().contains("/resolve/");
        return hubKnows ? askTheHub(place, location) : Mono.just(listing(place, place.bytes(), place.digest()));
    }

    @Override
    public List<URI> locations(Place place, Listing listing, ListedFile file) {
        var all = new ArrayList<URI>();
        all.add(((UrlRef) place.ref()).location());
        all.addAll(place.mirrors());
        return all;
    }

    /** Whoever has it elsewhere too has named a way to do without the hub, and without its word. */
    private Mono<Listing> askTheHub(Place place, URI location) {
        Mono<Listing> told = download.head(place.ref().name(), location).map(head -> told(place, head));
        return place.mirrors().isEmpty() ? told : told.onErrorReturn(listing(place, place.bytes(), null));
    }

    private static Listing told(Place place, FileDownload.Head head) {
        Function<String, Optional<String>> header =
                name -> Optional.ofNullable(head.headers().get(name));
        Long bytes =
                place.bytes() != null ? place.bytes() : HubHeaders.bytes(header).orElse(head.bytes());
        return listing(place, bytes, HubHeaders.digest(header).orElse(null));
    }

    private static Listing listing(Place place, @Nullable Long bytes, @Nullable Digest digest) {
        return new Listing(null, List.of(new ListedFile(place.ref().name(), bytes, digest)), Facts.NONE);
    }
}
