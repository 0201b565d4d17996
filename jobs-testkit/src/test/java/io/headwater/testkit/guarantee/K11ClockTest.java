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
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.time.Duration;
import java.util.List;
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
            DispatchOptions tomorrow = DispatchOptions.defaults().withDelay(Duration.ofHours(12));
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
