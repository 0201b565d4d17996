package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From an await to the handler's next line, under all conditions. */
class TransitionTableWaitingTest {
    private static final String[] WAITS = {"queued: dispatch", "started 1.1", "waiting on child"};

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** What happened until the parent waited, and what then. */
    private static String[] waitsAnd(String... more) {
        return Words.join(WAITS, more);
    }

    private Agreement untilItWaits(Mode mode, Line... lines) {
        return untilItWaits(mode, DispatchOptions.defaults(), lines);
    }

    private Agreement untilItWaits(Mode mode, DispatchOptions options, Line... lines) {
        scene.in(mode).puppets.plays("parent", lines);
        scene.dispatch("parent", options);
        return scene.until("parent", WAITING);
    }

    @Nested
    class An_await {
        @ParameterizedTest
        @EnumSource
        void of_a_child_lets_the_job_wait(Mode mode) {
            Agreement parent = untilItWaits(mode, Line.awaits("child"));
            parent.is(WAITING).after(WAITS);
            assertThat(parent.view().dependsOn()).isEmpty();
            Agreement child = scene.until("child", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
            assertThat(child.view().parent()).isEqualTo(scene.id("parent"));
            assertThat(child.view().root()).isEqualTo(scene.id("parent"));
        }

        @ParameterizedTest
        @EnumSource
        void of_shared_work_lets_the_job_wait(Mode mode) {
            Agreement parent = untilItWaits(mode, Line.awaitsShared("child"));
            parent.is(WAITING).after(WAITS);
            assertThat(parent.view().dependsOn()).containsExactly(scene.id("child"));
            Agreement dependency = scene.until("child", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
            assertThat(dependency.view().parent()).isNull();
            assertThat(dependency.view().root()).isEqualTo(scene.id("child"));
        }

        @ParameterizedTest
        @EnumSource
        void of_a_job_that_is_there_already_lets_the_job_wait(Mode mode) {
            scene.in(mode).dispatch("child");
            untilItWaits(mode, Line.awaits(() -> scene.jobs().handle(scene.id("child"), Puppet.class)))
                    .is(WAITING)
                    .after(WAITS);
        }

        @ParameterizedTest
        @EnumSource
        void of_several_lets_the_job_wait_for_all_of_them(Mode mode) {
            untilItWaits(mode, Line.awaitsAll("one", "two"));
            Agreement parent = scene.untilLast("parent", "waiting on one, two").is(WAITING);
            assertThat(parent.story())
                    .startsWith("queued: dispatch", "started 1.1")
                    .endsWith("waiting on one, two");
        }

        @ParameterizedTest
        @EnumSource
        void gives_the_slot_back_at_once(Mode mode) {
            untilItWaits(mode, Scene.NARROW, Line.awaits("child"));
            scene.dispatch("next", Scene.NARROW);
            scene.until("next", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
            scene.agreed("parent").is(WAITING).after(WAITS);
        }

        @ParameterizedTest
        @EnumSource
        void of_a_job_that_is_scheduled_lets_the_job_wait(Mode mode) {
            untilItWaits(
                            mode,
                            Line.awaits(
                                    new Puppet("child"),
                                    DispatchOptions.defaults().withDelay(Duration.ofSeconds(10))))
                    .is(WAITING)
                    .after(WAITS);
            scene.agreed("child").is(SCHEDULED).after("scheduled for 10 s");
        }
    }

    @Test
    void A_second_await_while_the_job_waits_already_is_told_with_all_that_it_waits_for() {
        untilItWaits(Mode.ORDINARY, Line.together(Line.awaits("child"), Line.awaits("other")));
        scene.untilLast("parent", "waiting on child, other").is(WAITING).after(waitsAnd("waiting on child, other"));
    }

    @Nested
    class The_end_of_the_awaited_job {
        @ParameterizedTest
        @EnumSource
        void wakes_the_waiter_in_the_same_attempt(Mode mode) {
            untilItWaits(mode, Line.awaits("child"));
            scene.puppets.emit("child", "grown");
            scene.until("parent", RUNNING);
            scene.engine()
                    .until("the result", () -> !scene.puppets.heard("parent").isEmpty());
            scene.agreed("parent").is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
            scene.agreed("child").is(COMPLETED);
            assertThat(scene.puppets.heard("parent")).containsExactly("grown");

            scene.puppets.emit("parent", "done");
            scene.until("parent", COMPLETED)
                    .is(COMPLETED)
                    .after(waitsAnd("queued: woken", "started 1.2", "completed with \"done\""));
            assertThat(scene.puppets.runs("parent")).isEqualTo(mode.keepsHandlers() ? 1 : 2);
        }

        @ParameterizedTest
        @EnumSource
        void queues_a_waiter_that_finds_no_free_slot(Mode mode) {
            untilItWaits(mode, Scene.NARROW, Line.awaits("child"));
            scene.crowd();
            scene.puppets.emit("child", "grown");
            scene.until("parent", QUEUED).is(QUEUED).after(waitsAnd("queued: woken"));
            assertThat(scene.puppets.heard("parent")).isEmpty();

            scene.makeRoom();
            scene.until("parent", RUNNING).is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
        }

        @ParameterizedTest
        @EnumSource
        void wakes_every_waiter_of_shared_work(Mode mode) {
            scene.in(mode);
            for (String waiter : new String[] {"one", "two"}) {
                scene.puppets.plays(waiter, Line.awaitsShared("child"));
                scene.dispatch(waiter);
                scene.until(waiter, WAITING).is(WAITING).after(WAITS);
            }
            scene.puppets.emit("child", "grown");
            for (String waiter : new String[] {"one", "two"}) {
                scene.until(waiter, RUNNING).is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
            }
        }

        @ParameterizedTest
        @EnumSource
        void does_not_wake_a_waiter_that_waits_for_another_one_too(Mode mode) {
            untilItWaits(mode, Line.awaitsAll("one", "two"));
            scene.untilLast("parent", "waiting on one, two");
            scene.until("one", RUNNING);
            scene.until("two", RUNNING);
            scene.puppets.emit("one", "first");
            scene.until("one", COMPLETED);
            scene.agreed("parent").is(WAITING);

            scene.puppets.emit("two", "second");
            Agreement parent = scene.until("parent", RUNNING).is(RUNNING);
            assertThat(parent.story()).endsWith("waiting on one, two", "queued: woken", "started 1.2");
            scene.engine()
                    .until("the results", () -> !scene.puppets.heard("parent").isEmpty());
            assertThat(scene.puppets.heard("parent")).containsExactly("first, second");
        }

        @ParameterizedTest
        @EnumSource
        void wakes_a_waiter_with_its_failure(Mode mode) {
            untilItWaits(mode, Line.awaits("child").orHearsWhy());
            scene.puppets.fail("child", "no luck");
            scene.until("child", FAILED);
            scene.until("parent", RUNNING);
            scene.engine()
                    .until("the failure", () -> !scene.puppets.heard("parent").isEmpty());
            assertThat(scene.puppets.heard("parent")).containsExactly("Dependency job failed: no luck");
            scene.agreed("parent").is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
        }

        @ParameterizedTest
        @EnumSource
        void that_failed_fails_a_waiter_that_lets_it_pass_whatever_its_retries(Mode mode) {
            untilItWaits(mode, DispatchOptions.defaults().withRetry(RetryPolicy.defaults()), Line.awaits("child"));
            scene.puppets.fail("child", "no luck");
            Agreement parent = scene.until("parent", FAILED)
                    .is(FAILED)
                    .after(waitsAnd("queued: woken", "started 1.2", "failed with DEPENDENCY_FAILED"));
            assertThat(parent.error().message()).isEqualTo("Dependency job failed: no luck");
            assertThat(parent.error().retryable()).isFalse();
            assertThat(parent.error().causes())
                    .extracting(JobError.Cause::message)
                    .contains("no luck");
        }

        @ParameterizedTest
        @EnumSource
        void that_was_cancelled_fails_a_waiter_that_lets_it_pass(Mode mode) {
            untilItWaits(mode, Line.awaitsShared("child"));
            scene.until("child", RUNNING);
            scene.cancel("child", "not needed");
            Agreement parent = scene.until("parent", FAILED)
                    .is(FAILED)
                    .after(waitsAnd("queued: woken", "started 1.2", "failed with DEPENDENCY_CANCELLED"));
            assertThat(parent.error().message()).contains("not needed");
            scene.until("child", CANCELLED)
                    .is(CANCELLED)
                    .after("queued: dispatch", "started 1.1", "stopping: cancel", "cancelled: not needed");
        }

        @ParameterizedTest
        @EnumSource
        void that_came_before_the_await_is_seen(Mode mode) {
            scene.in(mode).dispatch("child");
            scene.puppets.emit("child", "grown");
            scene.until("child", COMPLETED);
            scene.puppets.plays("parent", Line.awaits(() -> scene.jobs().handle(scene.id("child"), Puppet.class)));
            scene.dispatch("parent");
            scene.engine()
                    .until("the result", () -> !scene.puppets.heard("parent").isEmpty());
            assertThat(scene.puppets.heard("parent")).containsExactly("grown");
            scene.puppets.emit("parent", "done");
            scene.until("parent", COMPLETED).is(COMPLETED);
        }

        @ParameterizedTest
        @EnumSource
        void without_a_value_wakes_the_waiter_all_the_same(Mode mode) {
            untilItWaits(mode, Line.awaits("child"));
            scene.puppets.end("child");
            scene.until("parent", RUNNING).is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
            scene.until("child", COMPLETED).after("queued: dispatch", "started 1.1", "completed with null");
        }
    }

    @Nested
    class A_pause_of_the_awaited_job {
        @ParameterizedTest
        @EnumSource
        void leaves_the_waiter_waiting_and_shows_what_blocks_it(Mode mode) {
            untilItWaits(mode, Line.awaits("child"));
            scene.until("child", RUNNING);
            scene.pause("child");
            scene.until("child", PAUSED)
                    .is(PAUSED)
                    .after("queued: dispatch", "started 1.1", "stopping: pause", "paused");
            Agreement parent = scene.agreed("parent").is(WAITING).after(WAITS);
            assertThat(parent.view().blockedBy()).containsExactly(scene.id("child"));

            scene.resume("child");
            scene.puppets.emit("child", "grown");
            scene.until("parent", RUNNING).is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
        }
    }

    @Nested
    class A_wait_after_a_wait {
        @ParameterizedTest
        @EnumSource
        void begins_in_the_next_entry(Mode mode) {
            untilItWaits(mode, Line.awaits("child"), Line.awaits("other"));
            scene.puppets.emit("child", "grown");
            scene.untilLast("parent", "waiting on other")
                    .is(WAITING)
                    .after(waitsAnd("queued: woken", "started 1.2", "waiting on other"));

            scene.puppets.emit("other", "grown too");
            scene.until("parent", RUNNING)
                    .is(RUNNING)
                    .after(waitsAnd(
                            "queued: woken", "started 1.2", "waiting on other", "queued: woken", "started 1.3"));
        }
    }

    /** How a job comes to wait without a handler in memory. */
    enum Gone {
        LET_GO,
        CLOSED,
        CRASHED,
        RESUMED;

        void from(Scene scene) {
            switch (this) {
                case LET_GO -> scene.engine().until("it to be let go of", () -> !scene.puppets.isOnStage("parent"));
                case CLOSED -> scene.engine().restart();
                case CRASHED -> scene.crash();
                case RESUMED -> {
                    scene.pause("parent");
                    scene.until("parent", PAUSED);
                    scene.resume("parent");
                }
            }
        }
    }

    @Nested
    class Without_a_handler_in_memory {
        private static final Duration TIMEOUT = Duration.ofHours(1);

        /** @return what happened until then */
        private String[] untilItWaitsAlone(Gone gone) {
            untilItWaits(
                    gone == Gone.LET_GO ? Mode.FORCED_REENTRY : Mode.ORDINARY,
                    DispatchOptions.defaults().withTimeout(TIMEOUT),
                    Line.awaits("child"));
            gone.from(scene);
            scene.engine().settle();
            String[] story = gone == Gone.RESUMED ? waitsAnd("stopping: pause", "paused", "resumed to WAITING") : WAITS;
            scene.agreed("parent").is(WAITING).after(story);
            return story;
        }

        @ParameterizedTest
        @EnumSource
        void a_pause_pauses_at_once(Gone gone) {
            String[] before = untilItWaitsAlone(gone);
            scene.pause("parent");
            isAtOnce(gone, PAUSED, before, "stopping: pause", "paused");
        }

        @ParameterizedTest
        @EnumSource
        void a_cancel_cancels_at_once(Gone gone) {
            String[] before = untilItWaitsAlone(gone);
            scene.cancel("parent", "too late");
            isAtOnce(gone, CANCELLED, before, "stopping: cancel", "cancelled: too late");
        }

        @ParameterizedTest
        @EnumSource
        void a_timeout_fails_at_once(Gone gone) {
            String[] before = untilItWaitsAlone(gone);
            scene.pass(TIMEOUT);
            isAtOnce(gone, FAILED, before, "stopping: timeout", "failed with JOB_TIMEOUT");
        }

        private void isAtOnce(Gone gone, JobState aim, String[] before, String asked, String reached) {
            if (gone == Gone.LET_GO) {
                // The handler is gone; that the engine knows it by now cannot be seen from outside.
                assertThat(scene.until("parent", aim).story())
                        .isIn(List.of(Words.join(before, reached)), List.of(Words.join(before, asked, reached)));
            } else {
                scene.agreed("parent").is(aim).after(Words.join(before, reached));
            }
        }

        @ParameterizedTest
        @EnumSource
        void the_end_of_the_awaited_job_wakes_it(Gone gone) {
            String[] before = untilItWaitsAlone(gone);
            scene.until("child", RUNNING, PAUSED);
            scene.resume("child");
            scene.puppets.emit("child", "grown");
            scene.until("parent", RUNNING).is(RUNNING).after(Words.join(before, "queued: woken", "started 1.2"));
            scene.engine()
                    .until("the result", () -> !scene.puppets.heard("parent").isEmpty());
            assertThat(scene.puppets.heard("parent")).containsExactly("grown");
        }

        @ParameterizedTest
        @EnumSource
        void a_crash_leaves_it_waiting(Gone gone) {
            String[] before = untilItWaitsAlone(gone);
            scene.crash();
            scene.agreed("parent").is(WAITING).after(before);
        }
    }

    @Nested
    class With_a_handler_in_memory {
        @Test
        void a_value_completes_the_job_and_leaves_the_child_alone() {
            untilItWaits(Mode.ORDINARY, Line.awaits("child"));
            scene.until("child", RUNNING);
            scene.puppets.emit("parent", "did it alone");
            scene.until("parent", COMPLETED).is(COMPLETED).after(waitsAnd("completed with \"did it alone\""));
            scene.agreed("child").is(RUNNING).after("queued: dispatch", "started 1.1");
            scene.puppets.emit("child", "grown");
            scene.until("child", COMPLETED);
            scene.agreed("parent").is(COMPLETED).after(waitsAnd("completed with \"did it alone\""));
        }

        @Test
        void a_failure_fails_the_job() {
            untilItWaits(Mode.ORDINARY, Line.awaits("child"));
            scene.puppets.fail("parent", "lost patience");
            Agreement parent = scene.until("parent", FAILED).is(FAILED).after(waitsAnd("failed with HANDLER_ERROR"));
            assertThat(parent.error().message()).isEqualTo("lost patience");
        }

        @Test
        void a_failure_with_retries_left_lets_the_job_rest() {
            untilItWaits(
                    Mode.ORDINARY,
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)),
                    Line.awaits("child"));
            scene.puppets.fail("parent", "lost patience");
            scene.until("parent", SCHEDULED).is(SCHEDULED).after(waitsAnd("retrying at 2 s after HANDLER_ERROR"));
            // The next attempt joins the child that the first one left.
            scene.pass(Duration.ofSeconds(2));
            scene.until("parent", WAITING)
                    .is(WAITING)
                    .after(waitsAnd(
                            "retrying at 2 s after HANDLER_ERROR", "queued: due", "started 2.1", "waiting on child"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void A_waiter_is_woken_before_new_jobs_of_its_queue_start(Mode mode) {
        untilItWaits(mode, Scene.NARROW, Line.awaits("child"));
        scene.crowd();
        scene.dispatch("newer", Scene.NARROW);
        scene.puppets.emit("child", "grown");
        scene.until("parent", QUEUED);
        scene.makeRoom();
        scene.until("parent", RUNNING).is(RUNNING).after(waitsAnd("queued: woken", "started 1.2"));
        assertThat(scene.agreed("newer").view().state()).isEqualTo(JobState.QUEUED);
    }
}
