package io.headwater.models.download;

import io.headwater.jobs.Progress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one download wants to have otherwise.
 *
 * @param firstAnswers who hears what the source itself says
 * @param limit how fast this one may be, within what all of them may be
 * @param reports who hears how far it is; null for the job itself
 */
public record FetchOptions(
        FirstAnswers firstAnswers,
        RateLimit limit,
        @Nullable Consumer<Progress> reports) {
    public static FetchOptions defaults() {
        return new FetchOptions(FirstAnswers.IGNORED, RateLimit.none(), null);
    }

    public FetchOptions withFirstAnswers(FirstAnswers listener) {
        return new FetchOptions(listener, limit, reports);
    }

    public FetchOptions withLimit(RateLimit own) {
        return new FetchOptions(firstAnswers, own, reports);
    }

    /** For a file that is one of several, whose job says how far all of them are. */
    public FetchOptions withReports(Consumer<Progress> listener) {
        return new FetchOptions(firstAnswers, limit, listener);
    }
}
