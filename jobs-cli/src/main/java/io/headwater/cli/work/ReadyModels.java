package io.headwater.cli.work;

import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.List;

/** Models that are on this machine, in the order in which they were asked for. */
public record ReadyModels(List<Ready> models) {
    public ReadyModels {
        models = List.copyOf(models);
    }

    public record Ready(ModelRef ref, Path path) {}
}
