package io.headwater.models.registry;

import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.UrlRef;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Files at plain URLs. What is known of one stands in its reference or in the configuration: nobody is asked. */
public final class UrlRegistry implements Registry {
    @Override
    public boolean serves(ModelRef ref) {
        return ref instanceof UrlRef;
    }

    @Override
    public Mono<Listing> list(Place place, @Nullable Listing last) {
        var file = new ListedFile(place.ref().name(), place.bytes(), place.digest());
        return Mono.just(new Listing(null, List.of(file), Facts.NONE));
    }

    @Override
    public List<URI> locations(Place place, Listing listing, ListedFile file) {
        var all = new ArrayList<URI>();
        all.add(((UrlRef) place.ref()).location());
        all.addAll(place.mirrors());
        return all;
    }
}
