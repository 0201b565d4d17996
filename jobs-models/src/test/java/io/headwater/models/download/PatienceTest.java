package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void M5_it_rests_two_four_and_eight_seconds_and_then_gives_up() {
        var patience = new Patience(3, () -> 0, 0);

        assertThat(patience.rest(0)).contains(Duration.ofSeconds(2));
        assertThat(patience.rest(0)).contains(Duration.ofSeconds(4));
        assertThat(patience.rest(0)).contains(Duration.ofSeconds(8));
        assertThat(patience.rest(0)).isEmpty();
    }

    @Test
    void M5_bytes_that_arrive_restore_it() {
        var patience = new Patience(1, () -> 0, 100);

        assertThat(patience.rest(100)).isPresent();
        assertThat(patience.rest(101)).contains(Duration.ofSeconds(2));
        assertThat(patience.rest(101)).isEmpty();
    }

    @Test
    void M5_so_do_those_that_arrive_after_it_has_started_over() {
        var patience = new Patience(1, () -> 0, 100);

        assertThat(patience.rest(0)).isPresent();
        assertThat(patience.rest(50)).contains(Duration.ofSeconds(2));
        assertThat(patience.rest(50)).isEmpty();
    }

    @Test
    void M5_up_to_a_fifth_is_added_so_that_not_all_come_back_at_once() {
        assertThat(new Patience(1, () -> 1, 0).rest(0)).contains(Duration.ofMillis(2_400));
        assertThat(new Patience(1, () -> 0.5, 0).rest(0)).contains(Duration.ofMillis(2_200));
    }

    @Test
    void however_often_it_tries_the_rest_stays_bearable() {
        var patience = new Patience(100, () -> 0, 0);
        for (int time = 0; time < 99; time++) {
            patience.rest(0);
        }

        assertThat(patience.rest(0)).contains(Duration.ofSeconds(64));
    }
}
