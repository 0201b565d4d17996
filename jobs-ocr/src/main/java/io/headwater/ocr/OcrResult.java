package io.headwater.ocr;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
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
        List<Failure> failures,
        @Nullable String report) {
    private static final int NAMED = 100;

    static final OcrResult NOTHING_YET = new OcrResult(0, 0, 0, List.of(), null);

    public OcrResult {
        failures = List.copyOf(failures);
    }

    /**
     * An image that could not be read.
     *
     * @param message why
     * @param hint what to do; null where nobody knows
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(
            String file,
            String code,
            String message,
            @Nullable String hint) {
        /** In a sentence or two. */
        String words() {
            String what = message.contains(file) ? message : file + ": " + message;
            return hint == null ? what : what + (what.endsWith(".") ? " " : ". ") + hint;
        }
    }

    OcrResult withRead() {
        return new OcrResult(read + 1, kept, failed, failures, report);
    }

    OcrResult withKept() {
        return new OcrResult(read, kept + 1, failed, failures, report);
    }

    /** @param written the file that names all of them, when the hundred are full */
    OcrResult with(Failure failure, @Nullable String written) {
        var all = new ArrayList<>(failures);
        if (!isFull()) {
            all.add(failure);
        }
        return new OcrResult(read, kept, failed + 1, all, written == null ? report : written);
    }

    boolean isFull() {
        return failures.size() >= NAMED;
    }

    int all() {
        return read + kept + failed;
    }
}
