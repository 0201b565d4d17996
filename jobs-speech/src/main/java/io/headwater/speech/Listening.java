package io.headwater.speech;

import io.headwater.speech.audio.AudioDecoder;
import io.headwater.speech.audio.Recording;
import io.headwater.speech.audio.Samples;
import io.headwater.speech.transcript.Segment;
import io.headwater.speech.transcript.Transcript;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One recording, heard window by window. What it says depends on the recording alone, not on where it was stopped. Blocks. */
final class Listening implements Closeable {
    /** Words that end so close to the end of a window may go on in the next. */
    private static final long CUT_OFF = 500;
    /** From window to window; with less, a recording would never end. */
    private static final long SHORTEST_STEP = 1_000;
    /** A model that says the same more often than that has lost its way. */
    private static final int MOST_REPEATED = 8;

    private final Medium medium;
    private final ModelFile model;
    private final Samples samples;
    private final Windows windows;
    private final Partial partial;
    private @Nullable String language;

    private Listening(
            Medium medium, ModelFile model, Samples samples, long from, Partial partial, @Nullable String language) {
        this.medium = medium;
        this.model = model;
        this.samples = samples;
        this.windows = new Windows(samples, from);
        this.partial = partial;
        this.language = language;
    }

    /** @param position where it goes on, when it has been begun */
    static Listening open(Medium medium, ModelFile model, Language wanted, Position position, AudioDecoder decoder)
            throws IOException {
        String maker = maker(medium, model, wanted);
        Partial resumed = position.isAt(medium) && position.written() > 0
                ? Partial.resume(medium.outputs().partial(), maker, position.written())
                : null;
        Position from = resumed == null ? Position.START : position;
        Samples samples = null;
        try {
            samples = decoder.open(medium.file(), from.sample());
            Partial partial = resumed == null ? Partial.begin(medium.outputs().partial(), maker) : resumed;
            String language = from.language() == null ? wanted.code() : from.language();
            return new Listening(medium, model, samples, from.sample(), partial, language);
        } catch (IOException | RuntimeException failure) {
            close(samples);
            close(resumed);
            throw failure;
        }
    }

    private static void close(@Nullable Closeable opened) throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    /** What has been heard by another model, in another language, or of what has changed since, is of no use. */
    private static String maker(Medium medium, ModelFile model, Language wanted) throws IOException {
        return "%s %s %d %s"
                .formatted(
                        model.digest(),
                        wanted.name(),
                        Files.size(medium.file()),
                        Files.getLastModifiedTime(medium.file()));
    }

    /** Hears a window; false when there is none left. */
    synchronized boolean hear(SpeechEngine.Session session) throws IOException {
        if (!windows.fill()) {
            return false;
        }
        if (windows.isSilent()) {
            windows.advance(windows.length());
            return true;
        }
        SpeechEngine.Heard heard = session.transcribe(windows.window(), windows.length(), language);
        if (language == null && !heard.segments().isEmpty()) {
            language = heard.language();
        }
        take(heard.segments());
        return true;
    }

    private void take(List<Segment> heard) throws IOException {
        boolean goesOn = mayGoOn(heard);
        long next = next(heard, goesOn);
        long start = millis(windows.start());
        for (Segment segment : goesOn ? heard.subList(0, heard.size() - 1) : heard) {
            if (isNews(segment)) {
                partial.add(segment.later(start));
            }
        }
        partial.force();
        windows.advance((int) Math.min(next * Samples.RATE / 1000, windows.length()));
    }

    /** Whether the last words may be cut off, and the next window can begin with them and still be another. */
    private boolean mayGoOn(List<Segment> heard) {
        if (windows.isLast() || heard.size() < 2) {
            return false;
        }
        Segment last = heard.get(heard.size() - 1);
        return last.endMillis() > millis(windows.length()) - CUT_OFF && last.startMillis() >= SHORTEST_STEP;
    }

    /** Where the next window begins in this one. */
    private long next(List<Segment> heard, boolean goesOn) {
        long length = millis(windows.length());
        if (windows.isLast() || heard.isEmpty()) {
            return length;
        }
        Segment last = heard.get(heard.size() - 1);
        long next = goesOn ? last.startMillis() : last.endMillis();
        // Whatever it was that it heard there, the recording goes on.
        return next < SHORTEST_STEP ? length : next;
    }

    private boolean isNews(Segment segment) {
        List<Segment> before = partial.segments();
        return before.size() < MOST_REPEATED
                || before.subList(before.size() - MOST_REPEATED, before.size()).stream()
                        .anyMatch(earlier -> !earlier.text().equals(segment.text()));
    }

    synchronized Position position(Position before) throws IOException {
        return before.at(medium).heard(windows.start(), partial.length(), language);
    }

    synchronized long milliseconds() {
        return millis(windows.start());
    }

    /** Writes all of it down, if it was all that there should be. */
    synchronized void finish(Recording recording) throws IOException {
        long end = millis(windows.start() + windows.length());
        recording.checkHeard(end);
        medium.outputs().write(new Transcript(language, model.name(), model.digest(), end, partial.segments()));
    }

    private static long millis(long count) {
        return count * 1000 / Samples.RATE;
    }

    /** Whoever still reads the recording lets go of it before his window is full. */
    @Override
    public void close() throws IOException {
        try {
            samples.close();
        } finally {
            closePartial();
        }
    }

    private synchronized void closePartial() throws IOException {
        partial.close();
    }
}
