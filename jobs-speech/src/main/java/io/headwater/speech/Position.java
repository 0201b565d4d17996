package io.headwater.speech;

import io.headwater.models.media.FailureReport;
import io.headwater.models.media.MediaFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a job has come: what it goes on with after a pause, or in another process.
 *
 * @param file which recording it is at; null before the first. Those before it are done with
 * @param over whether it is done with that one, too
 * @param sample up to where that has been heard
 * @param written how long its partial transcript was then
 * @param language what has been found out about it
 * @param tally what became of those before it
 * @param milliseconds how long those were
 */
record Position(
        @Nullable String file,
        boolean over,
        long sample,
        long written,
        @Nullable String language,
        Transcription tally,
        long milliseconds) {
    static final Position START =
            new Position(null, false, 0, 0, null, new Transcription(0, 0, 0, 0, List.of(), null), 0);

    Position at(Medium medium) {
        return isAt(medium) ? this : new Position(medium.file().toString(), false, 0, 0, null, tally, milliseconds);
    }

    boolean isAt(Medium medium) {
        return medium.file().toString().equals(file);
    }

    Position heard(long upTo, long length, @Nullable String spoken) {
        return new Position(file, false, upTo, length, spoken, tally, milliseconds);
    }

    Position transcribed() {
        return with(new Transcription(
                tally.transcribed() + 1,
                tally.kept(),
                tally.silent(),
                tally.failed(),
                tally.failures(),
                tally.report()));
    }

    Position kept() {
        return with(new Transcription(
                tally.transcribed(),
                tally.kept() + 1,
                tally.silent(),
                tally.failed(),
                tally.failures(),
                tally.report()));
    }

    Position silent() {
        return with(new Transcription(
                tally.transcribed(),
                tally.kept(),
                tally.silent() + 1,
                tally.failed(),
                tally.failures(),
                tally.report()));
    }

    /** @param report where all are named; null as long as the tally does */
    Position failed(MediaFailure failure, @Nullable String report) {
        return with(new Transcription(
                tally.transcribed(),
                tally.kept(),
                tally.silent(),
                tally.failed() + 1,
                FailureReport.named(tally.failures(), failure),
                report == null ? tally.report() : report));
    }

    /** @param more how long the one was that it is past now */
    Position after(long more) {
        return new Position(file, over, sample, written, language, tally, milliseconds + more);
    }

    private Position with(Transcription count) {
        return new Position(file, true, 0, 0, null, count, milliseconds);
    }
}
