package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"1, 1 s", "8000, 8 s", "8001, 9 s", "125000, 2 min 5 s", "11520000, 3 h 12 min"})
    void durations_are_told_in_the_units_that_matter(long millis, String told) {
        assertThat(Words.duration(Duration.ofMillis(millis))).isEqualTo(told);
    }

    @Test
    void what_is_not_done_is_never_100_percent() {
        assertThat(Words.percent(0.999)).isEqualTo(" 99 %");
        assertThat(Words.percent(1)).isEqualTo("100 %");
    }

    @Test
    void nothing_from_far_away_steers_the_terminal() {
        assertThat(Words.clean("a\u001b[2Jb\nc\u202ed")).isEqualTo("a [2Jb c d");
    }
}
