package io.headwater.models.config;

import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.catalog.Origin;
import io.headwater.models.ref.Checksum;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.ref.NamedRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that the user knows where to find.
 *
 * @param origin its places: mirrors, in order; URLs among them carry the checksum
 * @param checksum the digest of its one file; null when nobody knows
 * @param bytes how long it is; null when nobody knows
 * @param optional whether its failure is only worth a warning
 * @param revision which one is meant where a place does not say it; null for the newest
 * @param fallback what to use instead when none of the places has it
 */
public record ModelSource(
        NamedRef ref,
        Origin origin,
        @Nullable Checksum checksum,
        @Nullable Long bytes,
        boolean optional,
        @Nullable String revision,
        @Nullable ModelRef fallback) {

    CatalogEntry entry() {
        return new CatalogEntry(
                ref,
                "configuration",
                ModelType.MODEL,
                List.of(),
                "unknown",
                "From " + origin.places().get(0).name(),
                bytes == null ? 0 : bytes,
                origin);
    }
}
