package io.headwater.models.verify;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.models.ref.ModelRef;
import java.util.List;
import java.util.Objects;

/**
 * Reads every file of models that are here, and says what is not as it should be.
 *
 * @param refs which models; none at all means all that are here
 * @param repair whether what is bad is fetched again
 */
@JobType(name = "models.verify", version = 1, title = "Model verification", queue = "download")
public record ModelVerifyJob(List<ModelRef> refs, boolean repair) implements Job<VerifiedModels> {
    @SuppressWarnings("ConstantValue") // What arrives as JSON may lack anything.
    public ModelVerifyJob {
        refs = List.copyOf(Objects.requireNonNullElse(refs, List.of()));
    }
}
