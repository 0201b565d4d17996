package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import io.headwater.models.download.FileDownload;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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

    private Mono<Listing> askTheHub(Place place, URI location) {
        return Mono.defer(() -> {
            var digest = new AtomicReference<@Nullable Digest>();
            return download.size(
                            location,
                            (status, header) -> HubHeaders.digest(header)
                                    .filter(first -> digest.get() == null)
                                    .ifPresent(digest::set))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.ofNullable(place.bytes()))
                    .map(bytes -> listing(place, bytes.orElse(null), digest.get()));
        });
    }

    private static Listing listing(Place place, @Nullable Long bytes, @Nullable Digest digest) {
        return new Listing(null, List.of(new ListedFile(place.ref().name(), bytes, digest)), Facts.NONE);
    }
}
