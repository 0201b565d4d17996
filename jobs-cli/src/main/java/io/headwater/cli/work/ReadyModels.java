package io.headwater.cli.work;

import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.List;

/**
 * Models that are on this machine, in the order in which they were asked for.
 *
 * @param missing why others are not, which need not be
 */
public record ReadyModels(List<Ready> models, List<String> missing) {
    public ReadyModels {
        models = List.copyOf(models);
        missing = List.copyOf(missing);
    }

    public record Ready(ModelRef ref, Path path) {}
}
