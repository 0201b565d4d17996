package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"1, 1 s", "8000, 8 s", "8001, 9 s", "120000, 2 min", "125000, 2 min 5 s", "11520000, 3 h 12 min"})
    void durations_are_told_in_the_units_that_matter(long millis, String told) {
        assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(told);
    }

    @Test
    void what_is_not_done_is_never_100_percent() {
        assertThat(Words.percent(JobState.RUNNING, 0.999)).isEqualTo(" 99 %");
        assertThat(Words.percent(JobState.RUNNING, 1)).isEqualTo(" 99 %");
        assertThat(Words.percent(JobState.COMPLETED, 1)).isEqualTo("100 %");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a\u001b[2Jb\\nc\u202ed        | a [2Jb c d
            a\u009b2Jb                   | a 2Jb
            می\u200cخواهم               | می\u200cخواهم
            \ud83d\udc68\u200d\ud83d\udc69 | \ud83d\udc68\u200d\ud83d\udc69
            a\u200d                     | 'a '
            a\u200c.b                   | a .b
            """)
    void nothing_from_far_away_steers_the_terminal_or_hides(String text, String seen) {
        assertThat(Words.clean(unescaped(text))).isEqualTo(unescaped(seen));
    }

    @Test
    void marks_without_end_are_cut() {
        assertThat(Words.clean("e" + "\u0301".repeat(500) + "x")).isEqualTo("e" + "\u0301".repeat(8) + "x");
    }

    @Test
    void sound_is_told_in_minutes_and_as_how_fast_it_is_heard() {
        Progress heard = Progress.of(125_000, 3_725_000, Progress.Unit.MILLISECONDS);

        assertThat(Words.figures(heard, new Motion(8_900.0, Duration.ofSeconds(50), false, null)))
                .containsExactly("2:05 of 1:02:05", "8.9x", "50 s left");
    }

    @Test
    void what_was_achieved_tells_what_came_in_this_run_and_how_fast() {
        assertThat(Words.achieved(1_500_000_000, 1_499_000_000, Duration.ofSeconds(80)))
                .isEqualTo("1.5 GB in 1 min 20 s, 19 MB/s on average");
        assertThat(Words.achieved(1_500_000_000, 600_000_000, Duration.ofSeconds(30)))
                .isEqualTo("1.5 GB, 600 MB of it now, in 30 s, 20 MB/s on average");
        assertThat(Words.achieved(1_000, 1_000, Duration.ofMillis(3))).isEqualTo("1.0 kB in 1 s");
    }

    private static String unescaped(String text) {
        return text.translateEscapes();
    }
}
