package io.headwater.models.download;

import java.util.Optional;
import java.util.function.Function;

/**
 * Is told what the source itself says before it sends anybody elsewhere: a hub tells there what nobody else knows. May
 * refuse by throwing a {@link io.headwater.jobs.JobException}. Called on a thread that must not be blocked, once for
 * every answer from the origin of the location.
 */
public interface FirstAnswers {
    FirstAnswers IGNORED = (status, header) -> {};

    /** @param header what it says under a name, in whatever case */
    void answered(int status, Function<String, Optional<String>> header);
}
