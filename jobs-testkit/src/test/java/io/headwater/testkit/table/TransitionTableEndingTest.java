package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** From the handler's last word to the end, or to the next attempt. */
class TransitionTableEndingTest {
    private static final String[] RUNS = {"queued: dispatch", "started 1.1"};
    private static final DispatchOptions TWICE = DispatchOptions.defaults()
            .withRetry(RetryPolicy.none().withRetries(1).withJitter(0));

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private static String[] runsAnd(String... more) {
        return Words.join(RUNS, more);
    }

    @Nested
    class A_handler_that_returns {
        @Test
        void a_value_completes_the_job_with_it() {
            scene.dispatch("job");
            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED).is(COMPLETED).after(runsAnd("completed with \"done\""));
        }

        @Test
        void nothing_completes_the_job_with_null() {
            scene.dispatch("job");
            scene.puppets.end("job");
            scene.until("job", COMPLETED).is(COMPLETED).after(runsAnd("completed with null"));
        }

        @Test
        void gives_its_slot_to_the_next() {
            scene.crowd();
            scene.dispatch("next", Scene.NARROW);
            scene.makeRoom();
            scene.until("next", RUNNING).is(RUNNING).after(RUNS);
        }
    }

    @Nested
    class A_handler_that_fails {
        @Test
        void without_retries_fails_the_job() {
            scene.dispatch("job");
            scene.puppets.fail("job", new IllegalStateException("no luck", new ArithmeticException("by zero")));
            Agreement job = scene.until("job", FAILED).is(FAILED).after(runsAnd("failed with HANDLER_ERROR"));
            assertThat(job.error().message()).isEqualTo("no luck");
            assertThat(job.error().attempt()).isEqualTo(1);
            assertThat(job.error().causes()).extracting(JobError.Cause::message).containsExactly("by zero");
        }

        @Test
        void with_a_failure_that_says_more_fails_the_job_with_that() {
            scene.dispatch("job");
            scene.puppets.fail(
                    "job",
                    new JobException.Environment(
                            new ErrorCode("NO_MICROPHONE"), "There is no microphone.", "Plug one in.", null));
            Agreement job = scene.until("job", FAILED).is(FAILED).after(runsAnd("failed with NO_MICROPHONE"));
            assertThat(job.error().hint()).isEqualTo("Plug one in.");
        }

        @Test
        void with_retries_left_lets_the_job_rest_and_try_again() {
            scene.dispatch("job", TWICE);
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED).is(SCHEDULED).after(runsAnd("retrying at 2 s after HANDLER_ERROR"));

            scene.pass(Duration.ofSeconds(2));
            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(runsAnd(
                            "retrying at 2 s after HANDLER_ERROR",
                            "queued: due",
                            "started 2.1",
                            "completed with \"done\""));
        }

        @Test
        void with_no_retry_left_fails_the_job() {
            scene.dispatch("job", TWICE);
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pass(Duration.ofSeconds(2));
            scene.puppets.fail("job", "no luck again");
            Agreement job = scene.until("job", FAILED)
                    .is(FAILED)
                    .after(runsAnd(
                            "retrying at 2 s after HANDLER_ERROR",
                            "queued: due",
                            "started 2.1",
                            "failed with HANDLER_ERROR"));
            assertThat(job.error().attempt()).isEqualTo(2);
            assertThat(job.error().message()).isEqualTo("no luck again");
        }

        @Test
        void in_a_way_that_time_does_not_heal_fails_the_job_whatever_its_retries() {
            scene.dispatch("job", TWICE);
            scene.puppets.fail(
                    "job", new JobException.Invalid(ErrorCode.INPUT, "There is no such language.", "Choose another."));
            scene.until("job", FAILED).is(FAILED).after(runsAnd("failed with INPUT"));
        }

        @Test
        void rests_longer_each_time() {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)));
            for (int rest : new int[] {2, 4, 8}) {
                scene.until("job", RUNNING);
                scene.puppets.fail("job", "no luck");
                scene.until("job", SCHEDULED);
                scene.pass(Duration.ofSeconds(rest));
            }
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after(runsAnd(
                            "retrying at 2 s after HANDLER_ERROR",
                            "queued: due",
                            "started 2.1",
                            "retrying at 6 s after HANDLER_ERROR",
                            "queued: due",
                            "started 3.1",
                            "retrying at 14 s after HANDLER_ERROR",
                            "queued: due",
                            "started 4.1"));
        }

        @Test
        void gives_its_slot_to_the_next_while_it_rests() {
            scene.dispatch("job", TWICE.withQueue("narrow"));
            scene.until("job", RUNNING);
            scene.dispatch("next", Scene.NARROW);
            scene.puppets.fail("job", "no luck");
            scene.until("next", RUNNING).is(RUNNING).after(RUNS);
        }
    }

    @Nested
    class A_retry {
        @Test
        void of_a_failed_job_starts_the_next_attempt_under_the_same_id() {
            JobHandle<String> handle = scene.dispatch("job");
            scene.puppets.fail("job", "no luck");
            scene.until("job", FAILED);
            scene.retry("job");
            Agreement job = scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after(runsAnd("failed with HANDLER_ERROR", "queued: retry", "started 2.1"));
            assertThat(job.view().error()).isNull();

            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED)
                    .after(runsAnd(
                            "failed with HANDLER_ERROR", "queued: retry", "started 2.1", "completed with \"done\""));
            assertThat(TestEngine.now(handle.result())).isEqualTo("done");
        }

        @Test
        void of_a_cancelled_job_starts_the_next_attempt() {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.cancel("job");
            scene.until("job", CANCELLED);
            scene.retry("job");
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after(runsAnd("stopping: cancel", "cancelled: enough", "queued: retry", "started 2.1"));
        }

        @Test
        void of_a_job_that_was_cancelled_before_it_started_starts_it() {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(Duration.ofSeconds(10)));
            scene.cancel("job");
            scene.retry("job");
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after("scheduled for 10 s", "cancelled: enough", "queued: retry", "started 2.1");
        }

        @Test
        void waits_for_a_slot() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW);
            scene.cancel("job");
            scene.retry("job");
            Agreement job =
                    scene.agreed("job").is(QUEUED).after("queued: dispatch", "cancelled: enough", "queued: retry");
            assertThat(job.view().endedAt()).isNull();
        }

        @Test
        void has_all_its_retries_again() {
            scene.dispatch("job", TWICE);
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pass(Duration.ofSeconds(2));
            scene.puppets.fail("job", "no luck");
            scene.until("job", FAILED);
            scene.retry("job");
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED).is(SCHEDULED);
        }

        @Test
        void takes_its_unique_key_again() {
            scene.dispatch("job", Line.keyed("job"));
            scene.puppets.fail("job", "no luck");
            scene.until("job", FAILED);
            scene.retry("job");
            scene.until("job", RUNNING);
            assertThat(scene.dispatch("job", Line.keyed("job")).joined()).isTrue();
        }

        @Test
        void is_refused_while_another_job_has_its_unique_key() {
            scene.dispatch("job", Line.keyed("job"));
            scene.puppets.fail("job", "no luck");
            scene.until("job", FAILED);
            JobHandle<String> holder = scene.engine().dispatch(new Puppet("job"), Line.keyed("job"));
            assertThat(holder.joined()).isFalse();
            assertThatThrownBy(() -> scene.retry("job")).isInstanceOfSatisfying(JobException.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.ILLEGAL_STATE);
                assertThat(refusal).hasMessageContaining(holder.id().toString());
                assertThat(refusal.hint()).isNotBlank();
            });
            scene.agreed("job").is(FAILED).after(runsAnd("failed with HANDLER_ERROR"));
        }

        @Test
        void of_a_parent_dispatches_its_failed_child_afresh() {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            var first = scene.id("child");
            scene.puppets.fail("child", "no luck");
            scene.until("job", FAILED);
            scene.retry("job");
            scene.until("job", WAITING)
                    .is(WAITING)
                    .after(runsAnd(
                            "waiting on child",
                            "queued: woken",
                            "started 1.2",
                            "failed with DEPENDENCY_FAILED",
                            "queued: retry",
                            "started 2.1",
                            "waiting on child"));
            assertThat(TestEngine.now(scene.jobs().tree(scene.id("job"))).children())
                    .extracting(child -> child.job().id())
                    .hasSize(2)
                    .contains(first);
            scene.puppets.emit("child", "grown");
            scene.until("job", RUNNING);
        }
    }
}
