package io.headwater.speech;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headwater.models.media.MediaFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link SpeechToTextJob}.
 *
 * @param transcribed how many recordings were written down
 * @param kept how many had been before
 * @param silent how many films have no sound at all
 * @param failed how many could not be
 * @param failures the first hundred of these
 * @param report the file that names all of them, a JSON object a line; null where the first hundred are all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Transcription(
        int transcribed,
        int kept,
        int silent,
        int failed,
        List<MediaFailure> failures,
        @Nullable String report) {
    public Transcription {
        failures = List.copyOf(failures);
    }
}
