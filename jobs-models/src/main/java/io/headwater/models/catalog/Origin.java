package io.headwater.models.catalog;

import io.headwater.models.ref.CatalogRef;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.NamedRef;
import io.headwater.models.ref.PathFilter;
import java.util.List;

/**
 * Where the files of a model can be had.
 *
 * @param places repositories, URLs, or paths on this machine; each is asked when those before it do not have it
 * @param files which files of a repository are meant
 */
public record Origin(List<ModelRef> places, PathFilter files) {
    public Origin {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a model must come from somewhere");
        }
        for (ModelRef place : places) {
            if (place instanceof CatalogRef || place instanceof NamedRef) {
                throw new IllegalArgumentException(
                        "\"%s\" is a name and no place; a place is hf:…, https://… or file:/…".formatted(place));
            }
        }
    }

    /** The files that the first place speaks of. */
    public static Origin of(List<ModelRef> places) {
        boolean isSome = !places.isEmpty() && places.get(0) instanceof HubRef;
        return new Origin(places, isSome ? ((HubRef) places.get(0)).files() : PathFilter.all());
    }

    public static Origin of(ModelRef place) {
        return of(List.of(place));
    }
}
