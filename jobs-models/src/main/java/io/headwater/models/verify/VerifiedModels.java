package io.headwater.models.verify;

import java.util.List;

/** What came of a {@link ModelVerifyJob}; after a repair, of the last look. */
public record VerifiedModels(List<ModelVerdict> models) {
    public VerifiedModels {
        models = List.copyOf(models);
    }
}
