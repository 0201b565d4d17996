package io.headwater.models;

import io.headwater.models.ref.UrlRef;
import io.headwater.models.registry.Listing;
import io.headwater.models.registry.Place;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** How large models are, as their sources say before anything is fetched. */
final class SourceSizes {
    /** A story must not wait for a number. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Depot depot;

    SourceSizes(Depot depot) {
        this.depot = depot;
    }

    /** Empty when the source does not say, for whatever reason. */
    Mono<Long> of(Wanted wanted) {
        if (depot.offline()) {
            return Mono.empty();
        }
        Place place = wanted.places().get(0);
        return depot.registry(place)
                .list(place)
                .flatMap(listing -> size(place, listing))
                .timeout(LONGEST)
                .onErrorResume(unknown -> Mono.empty());
    }

    private Mono<Long> size(Place place, Listing listing) {
        Long bytes = listing.of(place.wanted(listing)).bytes();
        if (bytes != null) {
            return Mono.just(bytes);
        }
        return place.ref() instanceof UrlRef url ? depot.download().size(url.location()) : Mono.empty();
    }
}
