package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.puppet.Line;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From the pause to where the job belongs by now. */
class TransitionTableResumingTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Nested
    class A_job_that_was_scheduled {
        private static final Duration DELAY = Duration.ofSeconds(10);

        @Test
        void is_scheduled_again_when_it_is_not_yet_due() {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(DELAY));
            scene.pause("job");
            scene.pass(Duration.ofSeconds(4));
            scene.resume("job");
            scene.agreed("job").is(SCHEDULED).after("scheduled for 10 s", "paused", "resumed to SCHEDULED");
            scene.pass(Duration.ofMillis(5_999));
            scene.agreed("job").is(SCHEDULED);
            scene.pass(Duration.ofMillis(1));
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after("scheduled for 10 s", "paused", "resumed to SCHEDULED", "queued: due", "started 1.1");
        }

        @Test
        void is_queued_when_it_was_due_meanwhile() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW.withDelay(DELAY));
            scene.pause("job");
            scene.pass(DELAY);
            scene.agreed("job").is(PAUSED).after("scheduled for 10 s", "paused");
            scene.resume("job");
            scene.agreed("job").is(QUEUED).after("scheduled for 10 s", "paused", "resumed to QUEUED");
        }

        @Test
        void for_a_retry_is_scheduled_again_when_it_is_not_yet_due() {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pause("job");
            scene.resume("job");
            scene.agreed("job")
                    .is(SCHEDULED)
                    .after(
                            "queued: dispatch",
                            "started 1.1",
                            "retrying at 2 s after HANDLER_ERROR",
                            "paused",
                            "resumed to SCHEDULED");
            scene.pass(Duration.ofSeconds(2));
            assertThat(scene.until("job", RUNNING).story()).endsWith("queued: due", "started 2.1");
        }

        @Test
        void for_a_retry_is_queued_when_it_was_due_meanwhile() {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pause("job");
            scene.pass(Duration.ofSeconds(2));
            scene.resume("job");
            assertThat(scene.until("job", RUNNING).is(RUNNING).story())
                    .endsWith("paused", "resumed to QUEUED", "started 2.1");
        }
    }

    @Nested
    class A_job_that_waited {
        private static final String[] PAUSED_IN_WAIT = {
            "queued: dispatch", "started 1.1", "waiting on child", "stopping: pause", "paused"
        };

        private void pauseInWait(Mode mode) {
            scene.in(mode).puppets.plays("job", Line.awaitsShared("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            scene.pause("job");
            scene.until("job", PAUSED).is(PAUSED);
        }

        private static List<String> withoutRequest(List<String> story) {
            return story.stream()
                    .filter(word -> !word.equals("stopping: pause"))
                    .toList();
        }

        private static List<String> after(String... more) {
            return withoutRequest(List.of(Words.join(PAUSED_IN_WAIT, more)));
        }

        @ParameterizedTest
        @EnumSource
        void waits_again_while_the_other_job_goes_on(Mode mode) {
            pauseInWait(mode);
            scene.resume("job");
            assertThat(withoutRequest(scene.agreed("job").is(WAITING).story())).isEqualTo(after("resumed to WAITING"));
            scene.puppets.emit("child", "grown");
            assertThat(withoutRequest(scene.until("job", RUNNING).is(RUNNING).story()))
                    .isEqualTo(after("resumed to WAITING", "queued: woken", "started 1.2"));
            scene.engine().until("the result", () -> scene.puppets.heard("job").equals(List.of("grown")));
        }

        @ParameterizedTest
        @EnumSource
        void is_queued_when_the_other_job_has_ended_meanwhile(Mode mode) {
            pauseInWait(mode);
            scene.puppets.emit("child", "grown");
            scene.until("child", COMPLETED);
            assertThat(withoutRequest(scene.agreed("job").is(PAUSED).story())).isEqualTo(after());
            scene.resume("job");
            assertThat(withoutRequest(scene.until("job", RUNNING).is(RUNNING).story()))
                    .isEqualTo(after("resumed to QUEUED", "started 1.2"));
            scene.engine().until("the result", () -> scene.puppets.heard("job").equals(List.of("grown")));
        }
    }

    @Nested
    class A_job_that_ran {
        @Test
        void goes_on_in_the_same_attempt() {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.pause("job");
            scene.until("job", PAUSED);
            scene.resume("job");
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after(
                            "queued: dispatch",
                            "started 1.1",
                            "stopping: pause",
                            "paused",
                            "resumed to QUEUED",
                            "started 1.2");
        }

        @Test
        void waits_for_a_slot_that_somebody_took_meanwhile() {
            scene.dispatch("job", Scene.NARROW);
            scene.until("job", RUNNING);
            scene.pause("job");
            scene.until("job", PAUSED);
            scene.crowd();
            scene.resume("job");
            scene.agreed("job")
                    .is(QUEUED)
                    .after("queued: dispatch", "started 1.1", "stopping: pause", "paused", "resumed to QUEUED");
        }
    }

    @Nested
    class A_job_that_was_queued {
        @Test
        void has_its_old_place_again() {
            scene.crowd();
            List.of("one", "two").forEach(name -> scene.dispatch(name, Scene.NARROW));
            scene.pause("one");
            scene.resume("one");
            scene.agreed("one").is(QUEUED).after("queued: dispatch", "paused", "resumed to QUEUED");
            scene.makeRoom();
            scene.until("one", RUNNING)
                    .is(RUNNING)
                    .after("queued: dispatch", "paused", "resumed to QUEUED", "started 1.1");
            scene.agreed("two").is(QUEUED).after("queued: dispatch");
        }

        @Test
        void is_passed_over_while_it_is_paused() {
            scene.crowd();
            List.of("one", "two").forEach(name -> scene.dispatch(name, Scene.NARROW));
            scene.pause("one");
            scene.makeRoom();
            scene.until("two", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
            scene.agreed("one").is(PAUSED).after("queued: dispatch", "paused");
        }
    }
}
