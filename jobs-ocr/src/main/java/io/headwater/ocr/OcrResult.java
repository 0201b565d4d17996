package io.headwater.ocr;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of an {@link OcrJob}.
 *
 * @param read how many images were read
 * @param kept how many had been before
 * @param failed how many could not be
 * @param failures the first hundred of these
 */
public record OcrResult(int read, int kept, int failed, List<Failure> failures) {
    private static final int NAMED = 100;

    static final OcrResult NOTHING_YET = new OcrResult(0, 0, 0, List.of());

    public OcrResult {
        failures = List.copyOf(failures);
    }

    /**
     * An image that could not be read.
     *
     * @param message why
     */
    public record Failure(String file, String code, String message) {}

    OcrResult withRead() {
        return new OcrResult(read + 1, kept, failed, failures);
    }

    OcrResult withKept() {
        return new OcrResult(read, kept + 1, failed, failures);
    }

    OcrResult with(Failure failure) {
        var all = new ArrayList<>(failures);
        if (all.size() < NAMED) {
            all.add(failure);
        }
        return new OcrResult(read, kept, failed + 1, all);
    }

    int all() {
        return read + kept + failed;
    }
}
