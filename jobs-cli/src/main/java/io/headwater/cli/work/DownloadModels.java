package io.headwater.cli.work;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ref.ModelRef;
import java.util.List;

/** What {@code headwater models download REF...} is to the engine. */
@JobType(name = "cli.models-download", version = 1, title = "Download models")
public record DownloadModels(List<ModelRef> refs) implements Job<ReadyModels> {
    public DownloadModels {
        refs = List.copyOf(refs);
    }
}
