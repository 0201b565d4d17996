package io.headwater.models.download;

/**
 * What one download wants to have otherwise.
 *
 * @param firstAnswers who hears what the source itself says
 * @param limit how fast this one may be, within what all of them may be
 */
public record FetchOptions(FirstAnswers firstAnswers, RateLimit limit) {
    public static FetchOptions defaults() {
        return new FetchOptions(FirstAnswers.IGNORED, RateLimit.none());
    }

    public FetchOptions withFirstAnswers(FirstAnswers listener) {
        return new FetchOptions(listener, limit);
    }

    public FetchOptions withLimit(RateLimit own) {
        return new FetchOptions(firstAnswers, own);
    }
}
