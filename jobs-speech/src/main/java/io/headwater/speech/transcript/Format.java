package io.headwater.speech.transcript;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write a transcript down. Its name is how its files end. */
public enum Format {
    SRT,
    VTT,
    JSON,
    TXT;

    @JsonCreator
    public static Format of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.ending().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format \"%s\", there are %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(Format::ending).collect(Collectors.joining(", ")))));
    }

    @JsonValue
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String write(Transcript transcript) {
        return switch (this) {
            case SRT -> Subtitles.srt(transcript);
            case VTT -> Subtitles.vtt(transcript);
            case JSON -> TranscriptJson.of(transcript);
            case TXT -> text(transcript);
        };
    }

    private static String text(Transcript transcript) {
        return Cues.of(transcript).stream().map(cue -> cue.text() + "\n").collect(Collectors.joining());
    }
}
