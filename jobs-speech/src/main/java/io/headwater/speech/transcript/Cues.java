package io.headwater.speech.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes of what an engine heard what players show without complaint: text on lines of its own, one after the other, none
 * empty, none beyond the end of the recording.
 */
final class Cues {
    private Cues() {}

    static List<Segment> of(Transcript transcript) {
        var cues = new ArrayList<Segment>();
        long from = 0;
        for (Segment segment : transcript.segments()) {
            String text = plain(segment.text());
            long start = Math.min(Math.max(segment.startMillis(), from), transcript.milliseconds());
            long end = Math.min(segment.endMillis(), transcript.milliseconds());
            if (text.isEmpty()) {
                continue;
            }
            cues.add(new Segment(start, Math.max(end, start + 1), text));
            from = Math.max(end, start + 1);
        }
        return cues;
    }

    /** An empty line would end the cue, and what follows it would be no text any more. */
    private static String plain(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').strip().replaceAll("\\s*\n\\s*", "\n");
    }
}
