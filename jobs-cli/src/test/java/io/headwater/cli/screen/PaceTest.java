package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest
    @CsvSource({
        "899, 0.149, false",
        "900, 0.1, true",
        "0, 0.16, true",
        "899, , false",
        "900, , true",
    })
    void a_line_is_due_before_a_second_is_over_or_after_five_percent(long millis, Double fraction, boolean due) {
        var pace = new Pace(77, 0.1);

        assertThat(pace.isDue(77 + Duration.ofMillis(millis).toNanos(), fraction))
                .isEqualTo(due);
    }
}
