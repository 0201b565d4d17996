package io.headwater.models;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.models.ref.ModelRef;
import java.util.Objects;

/** Fetches a model to this machine; where it is there already, that is found out and nothing else is done. */
@JobType(name = "models.download", version = 1, title = "Model download", queue = "download")
public record ModelDownloadJob(ModelRef ref) implements Job<InstalledModel> {
    public ModelDownloadJob {
        // What arrives as JSON may lack it.
        Objects.requireNonNull(ref, "a download needs a ref");
    }

    /** How everybody dispatches it, so that one download serves all who want the model. */
    public DispatchOptions options() {
        return DispatchOptions.defaults()
                .withUniqueKey(UniqueKey.onThisNode(ref.toString()))
                .withRetry(RetryPolicy.defaults())
                .withLabel("model", ref.name());
    }
}
