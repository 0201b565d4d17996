package io.headwater.speech.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormatTest {
    private static final Transcript TRANSCRIPT = new Transcript(
            "fa",
            "base",
            "0a1b",
            20_000,
            List.of(
                    new Segment(0, 4_980, " سلام 😀"),
                    new Segment(5_000, 9_980, "a --> b & <c>"),
                    new Segment(10_000, 10_000, "short\r\n\r\nlines"),
                    new Segment(9_000, 12_000, "over the one before"),
                    new Segment(12_000, 13_000, "  "),
                    new Segment(19_000, 25_000, "beyond the end")));

    @Test
    void srt_is_numbered_and_has_no_arrow_in_its_text() {
        assertThat(Format.SRT.write(TRANSCRIPT)).isEqualTo("""
                1
                00:00:00,000 --> 00:00:04,980
                سلام 😀

                2
                00:00:05,000 --> 00:00:09,980
                a → b & <c>

                3
                00:00:10,000 --> 00:00:10,001
                short
                lines

                4
                00:00:10,001 --> 00:00:12,000
                over the one before

                5
                00:00:19,000 --> 00:00:20,000
                beyond the end

                """);
    }

    @Test
    void vtt_is_escaped_and_says_its_language() {
        assertThat(Format.VTT.write(TRANSCRIPT)).startsWith("""
                WEBVTT
                Language: fa

                00:00:00.000 --> 00:00:04.980
                سلام 😀

                00:00:05.000 --> 00:00:09.980
                a --&gt; b &amp; &lt;c&gt;

                """);
    }

    @Test
    void json_has_the_shape_of_whisper_cpp() {
        JsonNode json = JsonMapper.shared().readTree(Format.JSON.write(TRANSCRIPT));

        assertThat(json.at("/result/language").asString()).isEqualTo("fa");
        assertThat(json.at("/params/model").asString()).isEqualTo("base");
        assertThat(json.at("/transcription/1/timestamps/from").asString()).isEqualTo("00:00:05,000");
        assertThat(json.at("/transcription/1/offsets/to").asLong()).isEqualTo(9_980);
        assertThat(json.at("/transcription/0/text").asString()).isEqualTo("سلام 😀");
        assertThat(json.at("/durationMs").asLong()).isEqualTo(20_000);
    }

    @Test
    void text_is_the_words_alone() {
        assertThat(Format.TXT.write(TRANSCRIPT)).startsWith("سلام 😀\na --> b & <c>\nshort\nlines\n");
    }

    @Test
    void a_hundred_hours_are_written_in_latin_digits_wherever_that_is() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            var late = new Transcript(null, "m", "d", 400_000_000, List.of(new Segment(360_000_001, 360_001_000, "x")));
            assertThat(Format.SRT.write(late)).contains("100:00:00,001 --> 100:00:01,000");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_name_that_is_none_is_answered_with_those_there_are() {
        assertThat(Format.of("SRT")).isEqualTo(Format.SRT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Format.of("doc"))
                .withMessage("there is no format \"doc\", there are srt, vtt, json, txt");
    }
}
