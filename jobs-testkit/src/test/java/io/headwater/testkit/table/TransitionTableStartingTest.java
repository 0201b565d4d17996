package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.puppet.Line;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** From the dispatch to the handler's first line. */
class TransitionTableStartingTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Nested
    class A_dispatch {
        @Test
        void queues_the_job() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW);
            scene.agreed("job").is(QUEUED).after("queued: dispatch");
        }

        @Test
        void with_a_delay_schedules_it() {
            scene.pass(Duration.ofSeconds(3));
            scene.dispatch("job", DispatchOptions.defaults().withDelay(Duration.ofSeconds(10)));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 13 s");
        }

        @Test
        void with_a_start_time_schedules_it() {
            scene.pass(Duration.ofSeconds(3));
            scene.dispatch("job", startAt(10));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 10 s");
        }

        @Test
        void with_a_start_time_that_has_passed_queues_it() {
            scene.crowd();
            scene.pass(Duration.ofSeconds(3));
            scene.dispatch("job", startAt(2).withQueue("narrow"));
            scene.agreed("job").is(QUEUED).after("queued: dispatch");
        }

        @Test
        void without_a_delay_worth_the_name_queues_it() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW.withDelay(Duration.ZERO));
            scene.agreed("job").is(QUEUED).after("queued: dispatch");
        }
    }

    private DispatchOptions startAt(long second) {
        return DispatchOptions.defaults().withStartAt(Moment.of(second));
    }

    @Nested
    class When_it_is_due {
        @Test
        void a_job_is_queued_and_not_before() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW.withDelay(Duration.ofSeconds(10)));
            scene.pass(Duration.ofMillis(9_999));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 10 s");

            scene.pass(Duration.ofMillis(1));
            scene.until("job", QUEUED).is(QUEUED).after("scheduled for 10 s", "queued: due");
        }

        @Test
        void a_job_with_a_free_slot_starts_at_once() {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(Duration.ofSeconds(10)));
            scene.pass(Duration.ofSeconds(10));
            scene.until("job", RUNNING).is(RUNNING).after("scheduled for 10 s", "queued: due", "started 1.1");
        }

        @Test
        void a_job_that_was_due_while_nothing_ran_starts_with_the_next_engine() {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(Duration.ofSeconds(10)));
            scene.engine().settle();
            scene.engine().engine().abandon();
            scene.engine().advance(Duration.ofSeconds(30));
            scene.crash();
            scene.until("job", RUNNING).is(RUNNING).after("scheduled for 10 s", "queued: due", "started 1.1");
        }

        @Test
        void a_job_that_rested_is_tried_again() {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.until("job", RUNNING);
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pass(Duration.ofMillis(1_999));
            scene.agreed("job").is(SCHEDULED);
            scene.pass(Duration.ofMillis(1));
            scene.until("job", RUNNING)
                    .is(RUNNING)
                    .after(
                            "queued: dispatch",
                            "started 1.1",
                            "retrying at 2 s after HANDLER_ERROR",
                            "queued: due",
                            "started 2.1");
        }
    }

    @Nested
    class A_join_of_a_job_that_waits_for_its_first_start {
        private final DispatchOptions late =
                Line.keyed("job").withQueue("narrow").withStartAt(Moment.of(60));
        private final JobHandle<String> first = crowdAndDispatch();

        private JobHandle<String> crowdAndDispatch() {
            scene.crowd();
            return scene.dispatch("job", late);
        }

        private void join(DispatchOptions options) {
            JobHandle<String> second = scene.dispatch("job", options);
            assertThat(second.joined()).isTrue();
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(first.joined()).isFalse();
        }

        @Test
        void with_an_earlier_start_takes_that_over() {
            join(late.withStartAt(Moment.of(20)));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 60 s", "scheduled for 20 s");
            scene.pass(Duration.ofSeconds(20));
            scene.until("job", QUEUED).is(QUEUED).after("scheduled for 60 s", "scheduled for 20 s", "queued: due");
            // The later time has lost its meaning.
            scene.pass(Duration.ofSeconds(60));
            scene.agreed("job").is(QUEUED).after("scheduled for 60 s", "scheduled for 20 s", "queued: due");
        }

        @Test
        void with_a_shorter_delay_takes_that_over() {
            scene.pass(Duration.ofSeconds(5));
            join(Line.keyed("job").withDelay(Duration.ofSeconds(7)));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 60 s", "scheduled for 12 s");
        }

        @Test
        void without_a_start_time_queues_it() {
            join(Line.keyed("job"));
            scene.agreed("job").is(QUEUED).after("scheduled for 60 s", "queued: due");
        }

        @Test
        void with_a_start_time_that_has_passed_queues_it() {
            scene.pass(Duration.ofSeconds(5));
            join(late.withStartAt(Moment.of(4)));
            scene.agreed("job").is(QUEUED).after("scheduled for 60 s", "queued: due");
        }

        @Test
        void with_a_later_start_changes_nothing() {
            join(late.withStartAt(Moment.of(90)));
            scene.agreed("job").is(SCHEDULED).after("scheduled for 60 s");
        }

        @Test
        void with_the_same_start_changes_nothing() {
            join(late);
            scene.agreed("job").is(SCHEDULED).after("scheduled for 60 s");
        }
    }

    @Nested
    class A_join_changes_nothing_of {
        @Test
        void a_job_that_rests_between_two_attempts() {
            scene.dispatch(
                    "job", Line.keyed("job").withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.until("job", RUNNING);
            scene.puppets.fail("job", "no luck");
            String[] story = {"queued: dispatch", "started 1.1", "retrying at 2 s after HANDLER_ERROR"};
            scene.until("job", SCHEDULED).is(SCHEDULED).after(story);

            assertThat(scene.dispatch("job", Line.keyed("job")).joined()).isTrue();
            scene.agreed("job").is(SCHEDULED).after(story);
        }

        @Test
        void a_paused_job() {
            scene.dispatch("job", Line.keyed("job").withDelay(Duration.ofSeconds(10)));
            scene.pause("job");
            assertThat(scene.dispatch("job", Line.keyed("job")).joined()).isTrue();
            scene.agreed("job").is(PAUSED).after("scheduled for 10 s", "paused");
        }

        @Test
        void a_running_job() {
            scene.dispatch("job", Line.keyed("job"));
            scene.until("job", RUNNING);
            assertThat(scene.dispatch("job", Line.keyed("job").withDelay(Duration.ofSeconds(10)))
                            .joined())
                    .isTrue();
            scene.agreed("job").is(RUNNING).after("queued: dispatch", "started 1.1");
        }
    }

    @Nested
    class A_free_slot {
        @Test
        void starts_the_job_that_waited_for_it() {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW);
            scene.makeRoom();
            scene.until("job", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
        }

        @Test
        void starts_the_handler_after_the_start_is_committed() {
            scene.puppets.plays(
                    "job",
                    Line.sees(context -> scene.jobs()
                            .find(context.id())
                            .map(view -> view.state() + " since " + Objects.requireNonNull(view.startedAt()))));
            scene.dispatch("job");
            scene.engine()
                    .until("the first line", () -> !scene.puppets.heard("job").isEmpty());
            assertThat(scene.puppets.heard("job")).containsExactly("RUNNING since " + Moment.of(0));
            scene.agreed("job").is(RUNNING).after("queued: dispatch", "started 1.1");
        }

        @Test
        void goes_to_one_job_at_a_time_in_the_order_of_their_dispatch() {
            scene.crowd();
            List.of("one", "two").forEach(name -> scene.dispatch(name, Scene.NARROW));
            scene.makeRoom();
            scene.until("one", RUNNING);
            scene.agreed("two").is(QUEUED).after("queued: dispatch");
            scene.puppets.emit("one", "done");
            scene.until("one", COMPLETED);
            scene.until("two", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
        }
    }
}
