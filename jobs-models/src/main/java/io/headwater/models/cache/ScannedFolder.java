package io.headwater.models.cache;

import io.headwater.models.cache.CacheScan.Partial;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder with what comes from one place that is not on the hub.
 *
 * @param whole whether all that was wanted is here
 * @param bytes what its files take, without partials
 */
public record ScannedFolder(ModelRef place, Path folder, boolean whole, long bytes, List<Partial> partials) {
    public ScannedFolder {
        partials = List.copyOf(partials);
    }

    /** What is to be removed so that nothing is left of it. */
    public Deletion deletion() {
        return Deletion.ofFolder(
                folder, bytes + partials.stream().mapToLong(Partial::bytes).sum());
    }
}
