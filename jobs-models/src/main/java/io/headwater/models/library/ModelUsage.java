package io.headwater.models.library;

import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What models take of the disk.
 *
 * @param location where models of the hub lie
 * @param others where models from anywhere else lie
 * @param freeBytes what the disk of the first has left
 * @param totalBytes how large that disk is
 * @param asOf when looking began
 * @param bytes of whole files; content that several models share counts once
 * @param partialBytes of unfinished ones
 */
public record ModelUsage(
        Path location,
        Path others,
        long freeBytes,
        long totalBytes,
        Instant asOf,
        long bytes,
        long partialBytes,
        List<Share> models) {
    /**
     * What one model takes, content that it shares with others included.
     *
     * @param path null where not all of it is here
     */
    public record Share(ModelRef ref, long bytes, @Nullable Path path) {}

    public ModelUsage {
        models = List.copyOf(models);
    }
}
