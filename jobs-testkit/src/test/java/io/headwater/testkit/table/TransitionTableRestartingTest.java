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
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.puppet.Line;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From one engine to the next on the same file. */
class TransitionTableRestartingTest {
    private static final String[] RUNS = {"queued: dispatch", "started 1.1"};
    private static final Duration LIMIT = Duration.ofHours(1);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static String[] runsAnd(String... more) {
        return Words.join(RUNS, more);
    }

    /** How an engine ends. */
    enum End {
        CLOSED("queued: shutdown"),
        CRASHED("queued: crash");

        final String cause;

        End(String cause) {
            this.cause = cause;
        }

        void of(Scene scene) {
            switch (this) {
                case CLOSED -> scene.engine().restart();
                case CRASHED -> scene.crash();
            }
            scene.engine().settle();
        }
    }

    @Nested
    class A_job_that_ran {
        @ParameterizedTest
        @EnumSource
        void goes_on_by_itself_in_the_same_attempt(End end) {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            end.of(scene);
            scene.until("job", RUNNING).is(RUNNING).after(runsAnd(end.cause, "started 1.2"));

            scene.puppets.untilOnStage("job");
            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(runsAnd(end.cause, "started 1.2", "completed with \"done\""));
        }

        @ParameterizedTest
        @EnumSource
        void uses_up_no_retry(End end) {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults()
                            .withRetry(RetryPolicy.none().withRetries(1).withJitter(0)));
            scene.until("job", RUNNING);
            end.of(scene);
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            scene.puppets.fail("job", "no luck");
            assertThat(scene.until("job", SCHEDULED).is(SCHEDULED).story())
                    .startsWith(runsAnd(end.cause, "started 1.2"))
                    .last()
                    .asString()
                    .startsWith("retrying");
        }

        @ParameterizedTest
        @EnumSource
        void is_woken_before_new_jobs(End end) {
            scene.dispatch("job", Scene.NARROW);
            scene.until("job", RUNNING);
            scene.dispatch("next", Scene.NARROW.withPriority(0));
            end.of(scene);
            scene.until("job", RUNNING).is(RUNNING).after(runsAnd(end.cause, "started 1.2"));
            scene.agreed("next").is(QUEUED).after("queued: dispatch");
        }
    }

    @Nested
    class A_close {
        @Test
        void ends_a_handler_that_ignores_it_after_the_grace_period() {
            scene.puppets.ignoresRequests("job");
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            End.CLOSED.of(scene);
            scene.until("job", RUNNING).is(RUNNING).after(runsAnd("queued: shutdown", "started 1.2"));
        }

        @Test
        void lets_a_handler_finish_that_has_a_value() {
            scene.puppets
                    .ignoresRequests("job")
                    .plays(
                            "job",
                            Line.sees(context -> context.interruption().map(reason -> {
                                scene.puppets.emit("job", "done just now");
                                return reason.name();
                            })));
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            End.CLOSED.of(scene);
            scene.agreed("job").is(COMPLETED).after(runsAnd("completed with \"done just now\""));
        }

        @Test
        void counts_a_failure_as_an_answer() {
            scene.puppets
                    .ignoresRequests("job")
                    .plays(
                            "job",
                            Line.sees(context -> context.interruption().map(reason -> {
                                scene.puppets.fail("job", "dropped everything");
                                return reason.name();
                            })));
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            End.CLOSED.of(scene);
            scene.until("job", RUNNING).is(RUNNING).after(runsAnd("queued: shutdown", "started 1.2"));
        }
    }

    /** What a job was asked to do, and had not done, when the engine ended. */
    enum Unfinished {
        PAUSE("paused"),
        CANCEL("cancelled: enough"),
        TIMEOUT("failed with JOB_TIMEOUT"),
        PAUSE_AND_RESUME("paused", "resumed to QUEUED", "started 1.2"),
        PAUSE_AND_CANCEL("cancelled: enough"),
        TIMEOUT_AND_CANCEL("cancelled: enough");

        private final List<String> then;

        Unfinished(String... then) {
            this.then = List.of(then);
        }

        JobState aim() {
            return switch (this) {
                case PAUSE -> PAUSED;
                case CANCEL, PAUSE_AND_CANCEL, TIMEOUT_AND_CANCEL -> CANCELLED;
                case TIMEOUT -> FAILED;
                case PAUSE_AND_RESUME -> RUNNING;
            };
        }

        void ask(Scene scene) {
            switch (this) {
                case PAUSE -> scene.pause("job");
                case CANCEL -> scene.cancel("job");
                case TIMEOUT -> scene.pass(LIMIT);
                case PAUSE_AND_RESUME -> {
                    scene.pause("job");
                    scene.resume("job");
                }
                case PAUSE_AND_CANCEL -> {
                    scene.pause("job");
                    scene.cancel("job");
                }
                case TIMEOUT_AND_CANCEL -> {
                    scene.pass(LIMIT);
                    scene.cancel("job");
                }
            }
        }
    }

    @Nested
    class What_a_job_was_asked_to_do {
        @ParameterizedTest
        @EnumSource
        void is_finished_after_a_crash(Unfinished unfinished) {
            isFinished(unfinished, End.CRASHED);
        }

        @ParameterizedTest
        @EnumSource
        void is_finished_with_a_close(Unfinished unfinished) {
            isFinished(unfinished, End.CLOSED);
        }

        private void isFinished(Unfinished unfinished, End end) {
            scene.puppets.ignoresRequests("job");
            scene.dispatch("job", DispatchOptions.defaults().withTimeout(LIMIT));
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            unfinished.ask(scene);
            List<String> before = scene.agreed("job")
                    .is(RUNNING, scene.agreed("job").view().stopping())
                    .story();
            assertThat(before).last().asString().startsWith("stopping");
            end.of(scene);
            // While an engine closes, lent time flies: both grace periods may pass before the handler is gone.
            List<String> story = scene.until("job", unfinished.aim()).is(unfinished.aim()).story().stream()
                    .map(word -> word.replace(" by force", ""))
                    .toList();
            assertThat(story)
                    .startsWith(before.toArray(String[]::new))
                    .endsWith(unfinished.then.toArray(String[]::new))
                    .hasSize(before.size() + unfinished.then.size());
        }

        @ParameterizedTest
        @EnumSource
        void of_a_job_that_waits_is_finished_too(End end) {
            scene.puppets.ignoresRequests("job").plays("job", Line.awaitsShared("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            scene.pause("job");
            end.of(scene);
            assertThat(scene.until("job", PAUSED).is(PAUSED).story())
                    .startsWith(runsAnd("waiting on child", "stopping: pause"))
                    .hasSize(5)
                    .last()
                    .asString()
                    .startsWith("paused");
        }
    }

    @Nested
    class Nothing_happens_to {
        private void nothingHappens(End end, String... story) {
            JobState state = scene.agreed("job").after(story).view().state();
            end.of(scene);
            scene.agreed("job").is(state).after(story);
        }

        @ParameterizedTest
        @EnumSource
        void a_scheduled_job(End end) {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(LIMIT));
            nothingHappens(end, "scheduled for 3600 s");
        }

        @ParameterizedTest
        @EnumSource
        void a_queued_job(End end) {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW);
            nothingHappens(end, "queued: dispatch");
        }

        @ParameterizedTest
        @EnumSource
        void a_waiting_job(End end) {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            nothingHappens(end, runsAnd("waiting on child"));
        }

        @ParameterizedTest
        @EnumSource
        void a_waiting_job_whose_handler_ignores_the_close(End end) {
            scene.puppets.ignoresRequests("job").plays("job", Line.awaits("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            nothingHappens(end, runsAnd("waiting on child"));
        }

        @ParameterizedTest
        @EnumSource
        void a_paused_job(End end) {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.pause("job");
            scene.until("job", PAUSED);
            nothingHappens(end, runsAnd("stopping: pause", "paused"));
        }

        @ParameterizedTest
        @EnumSource
        void a_completed_job(End end) {
            scene.dispatch("job");
            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED);
            nothingHappens(end, runsAnd("completed with \"done\""));
        }

        @ParameterizedTest
        @EnumSource
        void a_failed_job(End end) {
            scene.dispatch("job");
            scene.puppets.fail("job", "no luck");
            scene.until("job", FAILED);
            nothingHappens(end, runsAnd("failed with HANDLER_ERROR"));
        }

        @ParameterizedTest
        @EnumSource
        void a_cancelled_job(End end) {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.cancel("job");
            scene.until("job", CANCELLED);
            nothingHappens(end, runsAnd("stopping: cancel", "cancelled: enough"));
        }

        @ParameterizedTest
        @EnumSource
        void a_job_that_was_woken_and_waits_for_a_slot(End end) {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job", Scene.NARROW);
            scene.until("job", WAITING);
            scene.crowd();
            scene.puppets.emit("child", "grown");
            scene.until("job", QUEUED);
            String[] story = runsAnd("waiting on child", "queued: woken");
            scene.agreed("job").is(QUEUED).after(story);
            end.of(scene);
            // Who gets the slot first is the queue's business.
            assertThat(scene.until("job", QUEUED, RUNNING).story())
                    .startsWith(story)
                    .doesNotContain(end.cause);
        }
    }

    @Nested
    class A_wait_whose_end_came_with_the_crash {
        @Test
        void is_woken_by_the_next_engine() {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            scene.until("child", RUNNING);
            scene.crash();
            scene.puppets.emit("child", "grown");
            scene.until("job", RUNNING).is(RUNNING).after(runsAnd("waiting on child", "queued: woken", "started 1.2"));
            scene.until("child", COMPLETED)
                    .is(COMPLETED)
                    .after(runsAnd("queued: crash", "started 1.2", "completed with \"grown\""));
        }
    }

    @Nested
    class A_wait_that_ends_because_of_the_restart {
        @ParameterizedTest
        @EnumSource
        void G10_is_woken_by_the_next_engine(End end) {
            scene.puppets.ignoresRequests("job").plays("job", Line.awaits("child"));
            scene.dispatch("job", Line.keyed("job"));
            scene.until("job", WAITING);
            scene.puppets.plays("waiter", Line.awaitsShared("job"));
            scene.dispatch("waiter");
            scene.until("waiter", WAITING);
            scene.cancel("job");
            end.of(scene);
            scene.until("job", CANCELLED).is(CANCELLED);
            scene.until("waiter", FAILED)
                    .is(FAILED)
                    .after(runsAnd(
                            "waiting on job", "queued: woken", "started 1.2", "failed with DEPENDENCY_CANCELLED"));
        }
    }
}
