package io.headwater.speech.transcript;

import java.util.List;
import java.util.Locale;

/** The two kinds of subtitles that players know. Digits are always the Latin ones, wherever this machine stands. */
final class Subtitles {
    private static final String ARROW = " --> ";

    private Subtitles() {}

    static String srt(Transcript transcript) {
        var text = new StringBuilder();
        List<Segment> cues = Cues.of(transcript);
        for (int number = 1; number <= cues.size(); number++) {
            Segment cue = cues.get(number - 1);
            text.append(number)
                    .append('\n')
                    .append(time(cue.startMillis(), ','))
                    .append(ARROW)
                    .append(time(cue.endMillis(), ','))
                    .append('\n')
                    // An arrow in the text would be read as the times of another cue.
                    .append(cue.text().replace("-->", "→"))
                    .append("\n\n");
        }
        return text.toString();
    }

    static String vtt(Transcript transcript) {
        var text = new StringBuilder("WEBVTT\n");
        if (transcript.language() != null) {
            text.append("Language: ").append(transcript.language()).append('\n');
        }
        text.append('\n');
        for (Segment cue : Cues.of(transcript)) {
            text.append(time(cue.startMillis(), '.'))
                    .append(ARROW)
                    .append(time(cue.endMillis(), '.'))
                    .append('\n')
                    .append(escaped(cue.text()))
                    .append("\n\n");
        }
        return text.toString();
    }

    static String time(long milliseconds, char fraction) {
        long seconds = milliseconds / 1000;
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                fraction,
                milliseconds % 1000);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
