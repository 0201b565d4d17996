package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest
    @CsvSource({
        "999, 0.149, false",
        "1000, 0.1, true",
        "0, 0.16, true",
        "999, , false",
        "1000, , true",
    })
    void a_line_is_due_after_a_second_or_five_percent(long millis, Double fraction, boolean due) {
        var pace = new Pace(77, 0.1);

        assertThat(pace.isDue(77 + Duration.ofMillis(millis).toNanos(), fraction))
                .isEqualTo(due);
    }
}
