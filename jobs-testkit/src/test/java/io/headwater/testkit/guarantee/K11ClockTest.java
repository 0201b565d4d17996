package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The wall clock jumps by a day, as clocks do that are set right, and durations go on as if nothing had happened. */
class K11ClockTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void K11_a_timeout_counts_time_that_passes(int days) {
        try (TestEngine engine = new Stage().waits("long").engine().start()) {
            JobHandle<String> job =
                    engine.dispatch(new Act("long"), DispatchOptions.defaults().withTimeout(Duration.ofHours(1)));
            engine.until(job.id(), JobState.RUNNING);
            engine.settle();
            engine.time().jumpWallClock(Duration.ofDays(days));
            engine.advance(Duration.ofMinutes(59));
            engine.settle();
            assertThat(engine.state(job.id())).isEqualTo(JobState.RUNNING);
            engine.advance(Duration.ofMinutes(2));
            assertThat(engine.until(job.id(), JobState.FAILED).error())
                    .isNotNull()
                    .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.JOB_TIMEOUT));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void K11_what_is_left_is_reckoned_from_time_that_passes(int days) {
        var stage = new Stage();
        stage.when(
                "copy",
                context -> Flux.range(1, 3)
                        .concatMap(tenth -> stage.cued("tenth " + tenth)
                                .doOnNext(word -> context.progress(Progress.of(10L * tenth, 100, Unit.BYTES))))
                        .then(context.interruptible(Mono.never())));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> job = engine.dispatch(new Act("copy"));
            engine.until(job.id(), JobState.RUNNING);
            for (int tenth = 1; tenth <= 3; tenth++) {
                engine.advance(Duration.ofSeconds(10));
                engine.time().jumpWallClock(Duration.ofDays(days));
                stage.say("tenth " + tenth, "copied");
                long wanted = 10L * tenth;
                engine.until("tenth " + tenth, () -> {
                    engine.advance(Duration.ofMillis(1));
                    Progress progress = engine.view(job.id()).progress();
                    return progress != null && progress.done() == wanted;
                });
            }
            assertThat(engine.view(job.id()).progress()).isNotNull().satisfies(progress -> {
                assertThat(progress.elapsed()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(40));
                // One byte a second, more or less, and 70 to go.
                assertThat(progress.eta()).isBetween(Duration.ofSeconds(35), Duration.ofSeconds(140));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void K11_a_delay_lasts_as_long_as_it_lasts(int days) {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> job =
                    engine.dispatch(new Act("later"), DispatchOptions.defaults().withDelay(Duration.ofHours(1)));
            lastsAnHour(engine, job, Duration.ofDays(days));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void K11_the_rest_between_two_attempts_lasts_as_long_as_it_lasts(int days) {
        var attempts = new AtomicInteger();
        Stage stage = new Stage()
                .when(
                        "unlucky",
                        context -> Mono.fromSupplier(() -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new IllegalStateException("not yet");
                            }
                            return "lucky";
                        }));
        try (TestEngine engine = stage.engine().start()) {
            var anHour = new RetryPolicy(1, Duration.ofHours(1), Duration.ofHours(1), 0);
            JobHandle<String> job = engine.dispatch(
                    new Act("unlucky"), DispatchOptions.defaults().withRetry(anHour));
            lastsAnHour(engine, job, Duration.ofDays(days));
            assertThat(attempts).hasValue(2);
        }
    }

    /** The clock jumps twice on the way, once while nothing else happens and once between two commands. */
    private static void lastsAnHour(TestEngine engine, JobHandle<String> job, Duration jump) {
        engine.until(job.id(), JobState.SCHEDULED);
        engine.advance(Duration.ofMinutes(20));
        engine.time().jumpWallClock(jump);
        engine.advance(Duration.ofMinutes(20));
        engine.settle();
        engine.time().jumpWallClock(jump);
        TestEngine.now(engine.dispatch(new Act("another")).result());
        engine.advance(Duration.ofMinutes(19));
        engine.settle();
        assertThat(engine.state(job.id())).isEqualTo(JobState.SCHEDULED);
        engine.advance(Duration.ofMinutes(2));
        engine.until(job.id(), JobState.COMPLETED);
    }

    @Test
    void K11_a_rest_that_was_paused_lasts_as_long_as_it_lasts() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> job =
                    engine.dispatch(new Act("later"), DispatchOptions.defaults().withDelay(Duration.ofHours(1)));
            TestEngine.done(job.pause());
            engine.time().jumpWallClock(Duration.ofDays(-1));
            engine.advance(Duration.ofMinutes(50));
            TestEngine.done(job.resume());
            assertThat(engine.state(job.id())).isEqualTo(JobState.SCHEDULED);
            engine.advance(Duration.ofMinutes(11));
            engine.until(job.id(), JobState.COMPLETED);
        }
    }

    @Test
    void K11_where_the_clock_was_put_back_between_two_starts_no_rest_lasts_longer_than_it_was_meant_to() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> delayed =
                    engine.dispatch(new Act("later"), DispatchOptions.defaults().withDelay(Duration.ofHours(1)));
            JobHandle<String> named = engine.dispatch(
                    new Act("at a moment"),
                    DispatchOptions.defaults().withStartAt(engine.time().now().plus(Duration.ofHours(1))));
            engine.settle();
            engine.stop();
            engine.time().jumpWallClock(Duration.ofDays(-1));
            engine.restart();
            engine.restart();
            engine.advance(Duration.ofMinutes(50));
            engine.settle();
            assertThat(engine.state(delayed.id())).isEqualTo(JobState.SCHEDULED);
            engine.advance(Duration.ofMinutes(11));
            engine.until(delayed.id(), JobState.COMPLETED);
            assertThat(engine.state(named.id())).isEqualTo(JobState.SCHEDULED);
            engine.advance(Duration.ofDays(1));
            engine.until(named.id(), JobState.COMPLETED);
        }
    }

    @Test
    void K11_events_and_ids_keep_their_order() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> before = engine.dispatch(new Act("before"));
            TestEngine.now(before.result());
            engine.time().jumpWallClock(Duration.ofDays(-1));
            JobHandle<String> after = engine.dispatch(new Act("after"));
            TestEngine.now(after.result());
            assertThat(after.id()).isGreaterThan(before.id());
            assertThat(engine.history())
                    .extracting(JobEvent::job)
                    .containsExactly(before.id(), before.id(), before.id(), after.id(), after.id(), after.id());
            assertThat(engine.history()).extracting(JobEvent::seq).isSorted();

            engine.restart();
            JobHandle<String> later = engine.dispatch(new Act("later"));
            assertThat(later.id()).isGreaterThan(after.id());
        }
    }

    @Test
    void K11_what_becomes_due_by_a_jump_is_started_once_each_and_not_again_when_the_clock_is_put_back() {
        try (TestEngine engine = new Stage().engine().start()) {
            DispatchOptions tomorrow =
                    DispatchOptions.defaults().withStartAt(engine.time().now().plus(Duration.ofHours(12)));
            List<JobId> jobs = IntStream.range(0, 1_000)
                    .mapToObj(number ->
                            engine.dispatch(new Act("job " + number), tomorrow).id())
                    .toList();
            engine.time().jumpWallClock(Duration.ofDays(1));
            engine.until("all to be done", () -> {
                engine.advance(Duration.ofSeconds(1));
                return jobs.stream()
                        .map(job -> TestEngine.now(engine.jobs().tree(job)))
                        .map(JobTree::job)
                        .map(JobView::state)
                        .allMatch(JobState.COMPLETED::equals);
            });
            engine.time().jumpWallClock(Duration.ofDays(-1));
            engine.advance(Duration.ofDays(2));
            engine.settle();
            assertThat(engine.history())
                    .filteredOn(JobEvent.JobStarted.class::isInstance)
                    .hasSize(1_000)
                    .extracting(JobEvent::job)
                    .doesNotHaveDuplicates();
        }
    }
}
