package io.headwater.cli.screen;

import static io.headwater.cli.screen.Trees.bytes;
import static io.headwater.cli.screen.Trees.download;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent.JobRetrying;
import io.headwater.jobs.JobEvent.Stamp;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MotionsTest {
    private static final long MEGABYTE = 1_000_000;
    private static final JobError NO_ANSWER = JobError.of(new IOException("no answer"), 1);

    private long now = 77;
    private final Motions motions = new Motions(() -> now);

    private Motion look(Progress progress) {
        return motions.of(running(progress));
    }

    private static JobView running(Progress progress) {
        return download(1, "some", JobState.RUNNING, progress).view();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Nested
    class When_no_bytes_come {
        private final Progress stuck = bytes(10 * MEGABYTE, 100 * MEGABYTE, MEGABYTE);

        @Test
        void the_rate_is_0_after_two_seconds_and_not_before() {
            look(stuck);
            pass(Duration.ofMillis(1_999));
            assertThat(look(stuck).rate()).isEqualTo(MEGABYTE);
            assertThat(look(stuck).rest()).isNotNull();

            pass(Duration.ofMillis(1));
            assertThat(look(stuck).rate()).isZero();
            assertThat(look(stuck).rest()).isNull();
            assertThat(look(stuck).isEstimating()).isFalse();
        }

        @Test
        void it_is_stalled_after_five_and_not_before() {
            look(stuck);
            pass(Duration.ofMillis(4_999));
            assertThat(look(stuck).stalledFor()).isNull();

            pass(Duration.ofMillis(1));
            assertThat(look(stuck).stalledFor()).isEqualTo(Duration.ofSeconds(5));
        }

        @Test
        void the_first_one_that_comes_makes_it_move_again() {
            look(stuck);
            pass(Duration.ofSeconds(60));
            look(stuck);

            Motion moved = look(bytes(11 * MEGABYTE, 100 * MEGABYTE, MEGABYTE));

            assertThat(moved.stalledFor()).isNull();
            assertThat(moved.rate()).isEqualTo(MEGABYTE);
        }

        @Test
        void who_checks_what_is_here_is_not_stalled() {
            look(stuck.withMessage("Checking what is already here: 1 %"));
            pass(Duration.ofSeconds(4));
            look(stuck.withMessage("Checking what is already here: 2 %"));
            pass(Duration.ofSeconds(4));

            assertThat(look(stuck.withMessage("Checking what is already here: 2 %"))
                            .stalledFor())
                    .isNull();
        }

        @Test
        void who_has_them_all_is_not_stalled() {
            Progress whole = bytes(100, 100, 1);
            look(whole);
            pass(Duration.ofSeconds(60));

            assertThat(look(whole).stalledFor()).isNull();
        }

        @Test
        void who_was_paused_in_between_is_not_stalled() {
            look(stuck);
            pass(Duration.ofSeconds(60));
            motions.of(download(1, "some", JobState.PAUSED, stuck).view());

            assertThat(look(stuck).stalledFor()).isNull();
        }
    }

    @Nested
    class What_is_left {
        @Test
        void is_told_after_five_seconds_and_one_percent() {
            assertThat(look(after(Duration.ofMillis(4_999), 50)).isEstimating()).isTrue();
            assertThat(look(after(Duration.ofSeconds(5), 50)).rest()).isEqualTo(Duration.ofSeconds(50));
            assertThat(look(after(Duration.ofSeconds(60), 0.99)).rest()).isNull();
            assertThat(look(after(Duration.ofSeconds(60), 1)).rest()).isNotNull();
        }

        @Test
        void is_estimated_anew_while_the_rate_is_no_rate_to_count_on() {
            look(bytes(20 * MEGABYTE, 100 * MEGABYTE, MEGABYTE));
            pass(Duration.ofSeconds(1));

            Motion faster = look(bytes(21 * MEGABYTE, 100 * MEGABYTE, 1.8 * MEGABYTE));

            assertThat(faster.rest()).isNull();
            assertThat(faster.isEstimating()).isTrue();
        }

        @Test
        void does_not_go_up_and_down_with_the_rate() {
            long done = 20 * MEGABYTE;
            Duration before = look(bytes(done, 500 * MEGABYTE, 10 * MEGABYTE)).rest();
            for (int second = 1; second < 30; second++) {
                pass(Duration.ofSeconds(1));
                done += 10 * MEGABYTE;
                double rate = (second % 2 == 0 ? 9 : 11) * MEGABYTE;
                Duration rest = look(bytes(done, 500 * MEGABYTE, rate)).rest();
                assertThat(rest).isNotNull().isLessThanOrEqualTo(before);
                before = rest;
            }
        }

        @ParameterizedTest
        @CsvSource({
            "PT0.1S, PT5S",
            "PT47S, PT50S",
            "PT60S, PT1M",
            "PT61S, PT2M",
            "PT29M1S, PT30M",
            "PT31M, PT35M",
            "PT3H1S, PT3H5M"
        })
        void is_told_in_steps_that_people_think_in(Duration rest, Duration told) {
            assertThat(Rest.rounded(rest)).isEqualTo(told);
        }

        private Progress after(Duration elapsed, double percent) {
            return Progress.of(Math.round(percent * 100), 10_000, Progress.Unit.BYTES)
                    .withDerived(percent / 100, (100 - percent) * 2, Duration.ofSeconds(50), elapsed);
        }
    }

    @Test
    void a_job_that_rests_is_due_when_its_event_said_by_a_clock_that_nobody_sets() {
        Instant then = Instant.parse("2030-01-01T00:00:00Z");
        var stamp = new Stamp(1, then, new JobId(1), new JobId(1), "some.type");
        JobView resting = download(1, "some", JobState.SCHEDULED, null).view();
        assertThat(motions.untilDue(resting)).isNull();

        motions.happened(new JobRetrying(stamp, NO_ANSWER, then.plusSeconds(12)));
        pass(Duration.ofSeconds(5));

        assertThat(motions.untilDue(resting)).isEqualTo(Duration.ofSeconds(7));
        assertThat(Words.standing(resting, Motion.NONE, motions.untilDue(resting)))
                .isEqualTo("retry in 7 s");
        pass(Duration.ofSeconds(50));
        assertThat(motions.untilDue(resting)).isZero();
    }
}
