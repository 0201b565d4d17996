package io.headwater.cli.reading;

import io.headwater.cli.command.ToldFailure;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.ocr.OcrResult;
import io.headwater.speech.Transcription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading media: the same words for recordings and images.
 *
 * @param verb what was done to those that went well
 * @param failures of those that failed, the ones that are named
 * @param report the file that names all of these, null where {@code failures} does
 */
record Harvest(
        String verb,
        int done,
        int kept,
        int silent,
        int failed,
        List<Failed> failures,
        @Nullable String report) {
    /**
     * A file that could not be read, among others.
     *
     * @param hint what to do; null where nobody knows
     */
    record Failed(
            String file,
            String code,
            String message,
            @Nullable String hint) {
        String words() {
            return message.contains(file) ? message : file + ": " + message;
        }
    }

    static Harvest of(Transcription result) {
        List<Failed> failures = result.failures().stream()
                .map(failure -> new Failed(failure.file(), failure.code(), failure.message(), failure.hint()))
                .toList();
        return new Harvest(
                "transcribed",
                result.transcribed(),
                result.kept(),
                result.silent(),
                result.failed(),
                failures,
                result.report());
    }

    static Harvest of(OcrResult result) {
        List<Failed> failures = result.failures().stream()
                .map(failure -> new Failed(failure.file(), failure.code(), failure.message(), failure.hint()))
                .toList();
        return new Harvest("read", result.read(), result.kept(), 0, result.failed(), failures, result.report());
    }

    /** Says it to people, and answers what programs are told; fails where some of the files did. */
    Map<String, ?> tell(Screen screen) {
        screen.says(words());
        if (failed > 0) {
            throw new ToldFailure(failure(), json());
        }
        return json();
    }

    private int all() {
        return done + kept + silent + failed;
    }

    private String words() {
        if (all() == 0) {
            return "There is nothing of the kind there.";
        }
        return "%d %s".formatted(done, verb)
                + (kept == 0 ? "" : ", %d kept from before".formatted(kept))
                + (silent == 0 ? "" : ", %d without sound".formatted(silent))
                + (failed == 0 ? "" : ", %d failed".formatted(failed))
                + (report == null ? "" : ", all of them named in " + report);
    }

    /** The first one's code decides what kind of failure it is, and what to do about it. */
    private JobException failure() {
        Failed first = failures.get(0);
        String more = failed == 1 ? "" : " (and %d more)".formatted(failed - 1);
        return new JobException.Invalid(
                new ErrorCode(first.code),
                "%d of %d files could not be %s: %s%s".formatted(failed, all(), verb, first.words(), more),
                (first.hint == null ? "Mend them, or leave them out;" : first.hint + " Then repeat the command;")
                        + " what is written is there.");
    }

    private Map<String, @Nullable Object> json() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put(verb, done);
        fields.put("kept", kept);
        fields.put("silent", silent);
        fields.put("failed", failed);
        fields.put("failures", failures);
        fields.put("report", report);
        return fields;
    }
}
