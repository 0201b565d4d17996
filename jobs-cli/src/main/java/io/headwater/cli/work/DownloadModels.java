package io.headwater.cli.work;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.ref.ModelRef;
import java.util.List;

/**
 * What {@code headwater models download REF...} is to the engine.
 *
 * @param optional of those, the ones whose failure is only worth a warning
 */
@JobType(name = "cli.models-download", version = 1, title = "Download models")
public record DownloadModels(List<ModelDownloadJob> downloads, List<ModelRef> optional) implements Job<ReadyModels> {
    public DownloadModels {
        downloads = List.copyOf(downloads);
        optional = List.copyOf(optional);
    }
}
