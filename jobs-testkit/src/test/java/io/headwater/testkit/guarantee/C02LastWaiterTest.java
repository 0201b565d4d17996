package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LastWaiter;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G6, fault row C02: waiters come and go, and the last one to leave decides by policy. */
@Tag("G6")
class C02LastWaiterTest {
    private static final DispatchOptions SHARED =
            DispatchOptions.defaults().withUniqueKey(UniqueKey.onThisNode("model"));
    private static final DispatchOptions LINGERING =
            SHARED.withLastWaiter(LastWaiter.cancelAfter(Duration.ofSeconds(30)));

    private final Stage stage = new Stage();

    @BeforeEach
    void cast() {
        stage.waits("download");
        for (String waiter : new String[] {"one", "two", "three"}) {
            waits(waiter, LINGERING);
        }
    }

    private void waits(String waiter, DispatchOptions options) {
        stage.when(
                waiter,
                context -> context.await(new Serve("download"), options).map(model -> waiter + " with " + model));
    }

    private static JobHandle<String> waiting(TestEngine engine, String waiter) {
        JobHandle<String> handle = engine.dispatch(new Act(waiter));
        engine.until(handle.id(), JobState.WAITING);
        return handle;
    }

    private static JobId awaitedBy(TestEngine engine, JobHandle<String> waiter) {
        return engine.view(waiter.id()).dependsOn().get(0);
    }

    private static void cancel(TestEngine engine, JobHandle<String> waiter) {
        TestEngine.done(waiter.cancel());
        engine.until(waiter.id(), JobState.CANCELLED);
    }

    private static void passes(TestEngine engine, int seconds) {
        engine.advance(Duration.ofSeconds(seconds));
        engine.settle();
    }

    private static void assertAbandoned(TestEngine engine, JobId job) {
        engine.until(job, JobState.CANCELLED);
        assertThat(engine.history(job))
                .last()
                .isInstanceOfSatisfying(
                        JobEvent.JobCancelled.class,
                        cancelled -> assertThat(cancelled.reason())
                                .isEqualTo("the last job that waited for it left, and none came within 30 s"));
    }

    @Nested
    class When_waiters_are_cancelled_one_by_one {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void the_download_continues_until_the_last_has_left_and_the_linger_is_over(boolean forcedReentry) {
            TestEngine.Builder builder = stage.engine();
            try (TestEngine engine = (forcedReentry ? builder.forcedReentry() : builder).start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobHandle<String> two = waiting(engine, "two");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                passes(engine, 3_600);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);

                cancel(engine, two);
                passes(engine, 29);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
                passes(engine, 1);
                assertAbandoned(engine, download);
            }
        }

        @Test
        void the_download_is_kept_where_nobody_said_otherwise() {
            waits("one", SHARED);
            waits("two", LINGERING); // too late: what the first dispatcher said counts
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobHandle<String> two = waiting(engine, "two");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                cancel(engine, two);
                passes(engine, 3_600);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
            }
        }

        @Test
        void who_comes_within_the_linger_keeps_it_and_his_leaving_counts_anew() {
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                passes(engine, 20);
                JobHandle<String> two = waiting(engine, "two");
                assertThat(awaitedBy(engine, two)).isEqualTo(download);
                passes(engine, 5);
                cancel(engine, two);
                passes(engine, 29); // long after the first linger was over
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
                JobHandle<String> three = waiting(engine, "three");
                passes(engine, 3_600);
                stage.say("download", "base");
                assertThat(TestEngine.now(three.result())).isEqualTo("three with base");
            }
        }

        @Test
        void no_linger_means_at_once() {
            waits("one", SHARED.withLastWaiter(LastWaiter.cancelAfter(Duration.ZERO)));
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                passes(engine, 0);
                engine.until(download, JobState.CANCELLED);
            }
        }

        @Test
        void a_job_that_was_paused_is_cancelled_too() {
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                TestEngine.done(engine.jobs().pause(download));
                engine.until(download, JobState.PAUSED);
                cancel(engine, one);
                passes(engine, 30);
                assertAbandoned(engine, download);
            }
        }
    }

    @Nested
    class Other_ways_to_leave {
        @Test
        void one_is_to_end_without_having_waited() {
            stage.when(
                    "one",
                    context -> context.dispatch(new Serve("download"), LINGERING)
                            .map(handle -> handle.id().toString()));
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = engine.dispatch(new Act("one"));
                JobId download = JobId.parse(TestEngine.now(one.result()));
                passes(engine, 30);
                assertAbandoned(engine, download);
            }
        }

        @Test
        void one_is_to_be_tired_of_its_silence() {
            stage.when(
                    "one",
                    context -> context.await(new Serve("download"), LINGERING, Duration.ofSeconds(10))
                            .onErrorResume(failure -> context.interruptible(stage.cued("consolation"))));
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                engine.until(download, JobState.RUNNING);
                engine.until("the wait to end", () -> {
                    engine.advance(Duration.ofSeconds(1));
                    return engine.state(one.id()) == JobState.RUNNING;
                });
                passes(engine, 30);
                assertAbandoned(engine, download);
                assertThat(engine.state(one.id())).isEqualTo(JobState.RUNNING);
            }
        }

        @Test
        void one_is_to_fail_for_good_but_not_to_rest_before_a_retry() {
            stage.when(
                    "one",
                    context -> context.dispatch(new Serve("download"), LINGERING)
                            .then(context.interruptible(stage.cued("trouble " + context.attempt()))));
            try (TestEngine engine = stage.engine().start()) {
                RetryPolicy once = RetryPolicy.none()
                        .withRetries(1)
                        .withRest(Duration.ofMinutes(10), Duration.ofMinutes(10))
                        .withJitter(0);
                JobHandle<String> one = engine.dispatch(
                        new Act("one"), DispatchOptions.defaults().withRetry(once));
                engine.until(
                        "the download to be there",
                        () -> !engine.view(one.id()).dependsOn().isEmpty());
                JobId download = awaitedBy(engine, one);
                engine.until(download, JobState.RUNNING);
                stage.fail("trouble 1", "the first time");
                engine.until(one.id(), JobState.SCHEDULED);
                passes(engine, 599);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
                stage.fail("trouble 2", "the second time");
                passes(engine, 1);
                engine.until(one.id(), JobState.FAILED);
                passes(engine, 30);
                assertAbandoned(engine, download);
            }
        }
    }

    @Nested
    class Somebody_still_holds_it {
        @Test
        void while_the_last_waiter_is_paused() {
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                TestEngine.done(one.pause());
                engine.until(one.id(), JobState.PAUSED);
                passes(engine, 3_600);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
            }
        }

        @Test
        void when_a_host_dispatched_it_or_joined_it() {
            stage.waits("own");
            stage.when(
                    "two",
                    context -> context.await(
                            new Serve("own"), LINGERING.withUniqueKey(UniqueKey.onThisNode("other model"))));
            try (TestEngine engine = stage.engine().start()) {
                JobId own = engine.dispatch(
                                new Serve("own"), LINGERING.withUniqueKey(UniqueKey.onThisNode("other model")))
                        .id();
                JobHandle<String> one = waiting(engine, "one");
                JobHandle<String> two = waiting(engine, "two");
                JobHandle<String> joined = engine.dispatch(new Serve("download"), LINGERING);
                assertThat(joined.joined()).isTrue();
                cancel(engine, one);
                cancel(engine, two);
                passes(engine, 3_600);
                assertThat(engine.state(joined.id())).isEqualTo(JobState.RUNNING);
                assertThat(engine.state(own)).isEqualTo(JobState.RUNNING);
            }
        }

        @Test
        void when_a_host_joins_while_it_lingers() {
            try (TestEngine engine = stage.engine().start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                passes(engine, 29);
                engine.dispatch(new Serve("download"), SHARED);
                passes(engine, 3_600);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
            }
        }
    }

    @Nested
    class When_the_engine_is_started_again {
        @TempDir
        Path folder;

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void the_linger_counts_again_from_its_beginning(boolean crash) {
            try (TestEngine engine = stage.engine().folder(folder).start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                cancel(engine, one);
                passes(engine, 20);
                if (crash) {
                    engine.crash();
                } else {
                    engine.restart();
                }
                engine.until(download, JobState.RUNNING);
                passes(engine, 29);
                assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
                passes(engine, 1);
                assertAbandoned(engine, download);
            }
        }

        @Test
        void a_waiter_that_leaves_afterwards_is_noticed() {
            try (TestEngine engine = stage.engine().folder(folder).start()) {
                JobHandle<String> one = waiting(engine, "one");
                JobId download = awaitedBy(engine, one);
                engine.crash();
                engine.until(download, JobState.RUNNING);
                TestEngine.done(engine.jobs().cancel(one.id()));
                engine.until(one.id(), JobState.CANCELLED);
                passes(engine, 30);
                assertAbandoned(engine, download);
            }
        }
    }

    /** A join at the instant at which the linger ends: it keeps the job, or comes too late and gets a fresh one. */
    @Test
    void C02_who_comes_at_the_last_instant_is_never_cancelled_with_what_the_others_left() {
        try (TestEngine engine = stage.engine().start()) {
            int kept = 0;
            for (int round = 0; round < 60; round++) {
                String work = "download " + round;
                stage.waits(work);
                DispatchOptions shared = LINGERING.withUniqueKey(UniqueKey.onThisNode(work));
                stage.when("first " + round, context -> context.await(new Serve(work), shared));
                stage.when("last " + round, context -> context.await(new Serve(work), shared));
                JobHandle<String> first = waiting(engine, "first " + round);
                JobId download = awaitedBy(engine, first);
                cancel(engine, first);
                engine.settle();
                JobHandle<String> last = engine.dispatch(new Act("last " + round));
                if (round % 3 == 0) {
                    engine.until(last.id(), JobState.WAITING);
                }
                engine.time().advance(Duration.ofSeconds(30));
                engine.until(last.id(), JobState.WAITING);
                kept += awaitedBy(engine, last).equals(download) ? 1 : 0;
                stage.say(work, "there");
                assertThat(TestEngine.now(last.result())).isEqualTo("there");
            }
            assertThat(kept).isPositive();
        }
    }
}
