package io.headwater.core.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpeedTest {
    private static final double MEGABYTE = 1_000_000;

    private final Speed speed = new Speed(0, 0);

    private void measureAt(double seconds, double amount) {
        speed.measure(amount, Math.round(seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    @Test
    void a_slow_first_moment_is_not_what_the_next_ones_are_measured_by() {
        measureAt(1, 0);
        for (int second = 2; second <= 6; second++) {
            measureAt(second, (second - 1) * MEGABYTE);
        }

        assertThat(speed.perSecond()).isCloseTo(MEGABYTE, within(0.15 * MEGABYTE));
    }

    @Test
    void an_even_speed_is_what_it_is_from_the_first_look_on() {
        for (int second = 1; second <= 20; second++) {
            measureAt(second, second * MEGABYTE);
            assertThat(speed.perSecond()).isCloseTo(MEGABYTE, within(1.0));
        }
        assertThat(speed.timeFor(10 * MEGABYTE)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void after_five_seconds_of_something_else_an_old_speed_weighs_a_third() {
        for (int second = 1; second <= 60; second++) {
            measureAt(second, second * 3 * MEGABYTE);
        }
        for (int second = 61; second <= 65; second++) {
            measureAt(second, 180 * MEGABYTE);
        }

        assertThat(speed.perSecond()).isCloseTo(3 * MEGABYTE * Math.exp(-1), within(0.01 * MEGABYTE));
    }
}
