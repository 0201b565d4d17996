package io.headwater.ocr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headwater.models.media.FailureReport;
import io.headwater.models.media.MediaFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of an {@link OcrJob}.
 *
 * @param read how many images were read
 * @param kept how many had been before
 * @param failed how many could not be
 * @param failures the first hundred of these
 * @param report the file that names all of them, a JSON object a line; null where the first hundred are all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OcrResult(
        int read,
        int kept,
        int failed,
        List<MediaFailure> failures,
        @Nullable String report) {
    static final OcrResult NOTHING_YET = new OcrResult(0, 0, 0, List.of(), null);

    public OcrResult {
        failures = List.copyOf(failures);
    }

    OcrResult withRead() {
        return new OcrResult(read + 1, kept, failed, failures, report);
    }

    OcrResult withKept() {
        return new OcrResult(read, kept + 1, failed, failures, report);
    }

    /** @param written the file that names all of them; null as long as the result does */
    OcrResult with(MediaFailure failure, @Nullable String written) {
        return new OcrResult(
                read, kept, failed + 1, FailureReport.named(failures, failure), written == null ? report : written);
    }

    int all() {
        return read + kept + failed;
    }
}
