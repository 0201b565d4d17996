package io.headwater.core.lifecycle;

import io.headwater.core.journal.EventRow;
import io.headwater.core.journal.JobRow;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job that has a slot.
 *
 * @param job as it stands now, with the token of its handler
 * @param goesOn whether the handler is in memory and gets what it waited for; otherwise it is run from the top
 * @param outcomes what it waited for, by identity
 */
public record Start(JobRow job, boolean goesOn, Map<String, Outcome> outcomes) {
    /**
     * How a wait ended.
     *
     * @param end the awaited job's end; null when the wait ended before it
     * @param failure why it did, as JSON
     */
    public record Outcome(@Nullable EventRow end, @Nullable String failure) {}
}
