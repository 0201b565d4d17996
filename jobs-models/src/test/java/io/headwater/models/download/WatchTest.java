package io.headwater.models.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class WatchTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Watch watch = new Watch(URI.create("https://host/model.bin"), time);
    private final AtomicReference<@Nullable Throwable> alarm = new AtomicReference<>();

    @BeforeEach
    void listen() {
        watch.alarm().subscribe(nothing -> {}, alarm::set);
    }

    @Test
    void N10_a_trickle_is_as_good_as_silence() {
        listening();
        hear(1, 59);
        assertThat(alarm.get()).isNull();
        hear(1, 1);

        assertThat(alarm.get())
                .isInstanceOfSatisfying(
                        JobException.class,
                        stalled -> assertThat(stalled.code().name()).isEqualTo("STALLED"))
                .hasMessage("host sends less than a kilobyte a second");
    }

    @Test
    void N10_a_slow_source_is_not_a_trickle() {
        listening();
        hear(1_001, 600);

        assertThat(alarm.get()).isNull();
    }

    @Test
    void N09_what_waits_for_us_is_no_silence() {
        listening();
        watch.arrived(100);
        tenMinutesPass();

        watch.dealtWith();
        theWordIsTheirs();
    }

    @Test
    void N09_nor_is_what_arrived_behind_something_that_has_been_dealt_with() {
        listening();
        watch.arrived(100);
        watch.arrived(100);
        watch.dealtWith();
        tenMinutesPass();

        watch.dealtWith();
        theWordIsTheirs();
    }

    @Test
    void N09_nor_is_an_answer_of_which_nobody_has_asked_for_more_than_its_headers() {
        watch.answered();
        tenMinutesPass();

        watch.listening();
        theWordIsTheirs();
    }

    private void listening() {
        watch.answered();
        watch.listening();
    }

    private void tenMinutesPass() {
        time.advanceTimeBy(Duration.ofMinutes(10));
        assertThat(alarm.get()).isNull();
    }

    private void theWordIsTheirs() {
        time.advanceTimeBy(Duration.ofSeconds(29));
        assertThat(alarm.get()).isNull();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(alarm.get()).hasMessage("host has sent nothing for 30 seconds");
    }

    private void hear(int bytesASecond, int seconds) {
        for (int second = 0; second < seconds; second++) {
            watch.arrived(bytesASecond);
            watch.dealtWith();
            time.advanceTimeBy(Duration.ofSeconds(1));
        }
    }
}
