package io.headwater.core.lifecycle;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.Forced;
import org.jspecify.annotations.Nullable;

/**
 * How a handler ended.
 *
 * @param result as JSON; null when it resulted in nothing, or failed
 * @param error why it failed; null when it did not
 * @param asAsked it was asked to stop before it failed, so that its error is no failure
 * @param forced what was still open when the engine gave up waiting; null when it ended by itself
 */
public record Finish(
        @Nullable String result,
        @Nullable JobError error,
        boolean asAsked,
        @Nullable Forced forced) {
    public static Finish completed(@Nullable String result) {
        return new Finish(result, null, false, null);
    }

    public static Finish failed(JobError error) {
        return new Finish(null, error, false, null);
    }

    public static Finish stopped(JobError error, @Nullable Forced forced) {
        return new Finish(null, error, true, forced);
    }
}
