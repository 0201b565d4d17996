package io.headwater.models.config;

import io.headwater.models.catalog.CatalogEntry;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for models.
 *
 * @param cacheDir where those lie that are not on the hub; null for the platform's own place
 * @param autoDownload whether a missing one is downloaded when a job asks for it
 * @param diskSpaceFactor how many times the missing bytes must be free before a download begins
 */
public record ModelSettings(
        @Nullable Path cacheDir, boolean autoDownload, double diskSpaceFactor, List<ModelSource> sources) {
    public ModelSettings {
        sources = List.copyOf(sources);
    }

    public static ModelSettings defaults() {
        return new ModelSettings(null, true, 2.0, List.of());
    }

    /** The sources as a catalog has them. */
    public List<CatalogEntry> entries() {
        return sources.stream().map(ModelSource::entry).toList();
    }
}
