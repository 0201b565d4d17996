package io.headwater.models.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headwater.jobs.JobException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a job could not read, while it could others.
 *
 * @param message why
 * @param hint what to do; null where nobody knows
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaFailure(
        String file, String code, String message, @Nullable String hint) {
    public static MediaFailure of(Path file, JobException why) {
        return new MediaFailure(file.toString(), why.code().name(), String.valueOf(why.getMessage()), why.hint());
    }

    /** In a sentence or two. */
    public String words() {
        String what = message.contains(file) ? message : file + ": " + message;
        return hint == null ? what : what + (what.endsWith(".") ? " " : ". ") + hint;
    }
}
