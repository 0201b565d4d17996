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
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Sinks;

/** From the request to stop to the end of the handler. */
class TransitionTableStoppingTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** What people ask of a handler at work. */
    enum Request {
        PAUSE(PAUSED, "stopping: pause", "paused"),
        CANCEL(CANCELLED, "stopping: cancel", "cancelled: enough");

        final JobState aim;
        final String asked;
        final String reached;

        Request(JobState aim, String asked, String reached) {
            this.aim = aim;
            this.asked = asked;
            this.reached = reached;
        }

        StopReason reason() {
            return StopReason.valueOf(name());
        }

        void of(Scene scene, String name) {
            switch (this) {
                case PAUSE -> scene.pause(name);
                case CANCEL -> scene.cancel(name);
            }
        }
    }

    /** Where a handler is in memory. */
    enum Place {
        RUNNING_IN("queued: dispatch", "started 1.1"),
        WAITING_IN("queued: dispatch", "started 1.1", "waiting on child"),
        WOKEN_IN("queued: dispatch", "started 1.1", "waiting on child", "queued: woken");

        private final String[] story;

        Place(String... story) {
            this.story = story;
        }

        JobState state() {
            return switch (this) {
                case RUNNING_IN -> RUNNING;
                case WAITING_IN -> WAITING;
                case WOKEN_IN -> QUEUED;
            };
        }

        String[] and(String... more) {
            return Words.join(story, more);
        }

        /** A job in this place whose handler stops only when the test says so. */
        void arrange(Scene scene, DispatchOptions options) {
            scene.puppets.ignoresRequests("job");
            if (this != RUNNING_IN) {
                scene.puppets.plays("job", Line.awaits("child"));
            }
            scene.dispatch("job", options.withQueue(Puppets.NARROW));
            if (this == RUNNING_IN) {
                scene.until("job", RUNNING);
                scene.puppets.untilOnStage("job");
            } else {
                scene.until("job", WAITING);
            }
            if (this == WOKEN_IN) {
                scene.crowd();
                scene.puppets.emit("child", "grown");
                scene.until("job", QUEUED);
            }
            scene.agreed("job").is(state()).after(story);
        }
    }

    @Nested
    class A_request_to_a_handler_in_memory {
        @ParameterizedTest
        @EnumSource
        void to_pause_is_stored_and_met_when_the_handler_has_ended(Place place) {
            isMet(place, Request.PAUSE);
        }

        @ParameterizedTest
        @EnumSource
        void to_cancel_is_stored_and_met_when_the_handler_has_ended(Place place) {
            isMet(place, Request.CANCEL);
        }

        private void isMet(Place place, Request request) {
            place.arrange(scene, DispatchOptions.defaults());
            request.of(scene, "job");
            scene.engine().until("the handler to be asked", () -> scene.puppets.request("job") == request.reason());
            scene.agreed("job").is(place.state(), request.reason()).after(place.and(request.asked));

            scene.puppets.obey("job");
            scene.until("job", request.aim).is(request.aim).after(place.and(request.asked, request.reached));
        }

        @ParameterizedTest
        @EnumSource
        void counts_any_failure_as_its_answer_and_uses_up_no_retry(Request request) {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults().withRetry(RetryPolicy.defaults()));
            request.of(scene, "job");
            scene.puppets.fail("job", "dropped everything");
            scene.until("job", request.aim).is(request.aim).after(Place.RUNNING_IN.and(request.asked, request.reached));
            assertThat(scene.engine().log(scene.id("job")))
                    .anySatisfy(line -> assertThat(line).contains("dropped everything"));
        }

        @ParameterizedTest
        @EnumSource
        void loses_against_a_value(Request request) {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults());
            request.of(scene, "job");
            scene.puppets.emit("job", "done already");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(Place.RUNNING_IN.and(request.asked, "completed with \"done already\""));
        }

        @ParameterizedTest
        @EnumSource
        void loses_against_an_empty_end(Request request) {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults());
            request.of(scene, "job");
            scene.puppets.end("job");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(Place.RUNNING_IN.and(request.asked, "completed with null"));
        }

        @Test
        void holds_the_slot_until_the_handler_has_ended() {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults());
            scene.dispatch("next", Scene.NARROW);
            scene.pause("job");
            scene.agreed("next").is(QUEUED).after("queued: dispatch");
            scene.puppets.obey("job");
            scene.until("next", RUNNING).is(RUNNING).after("queued: dispatch", "started 1.1");
        }

        @Test
        void is_not_forgotten_when_the_awaited_job_ends_meanwhile() {
            Place.WAITING_IN.arrange(scene, DispatchOptions.defaults());
            scene.until("child", RUNNING);
            scene.pause("job");
            // The pause reached the child, too.
            scene.until("child", PAUSED);
            scene.resume("child");
            scene.puppets.emit("child", "grown");
            scene.until("child", COMPLETED);
            assertThat(scene.agreed("job").view().stopping()).isEqualTo(StopReason.PAUSE);

            scene.puppets.obey("job");
            scene.until("job", PAUSED).is(PAUSED);
            scene.resume("job");
            scene.until("job", RUNNING).is(RUNNING);
        }
    }

    @Nested
    class A_handler_that_answers {
        @ParameterizedTest
        @EnumSource
        void ends_the_job_as_asked(Request request) {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            request.of(scene, "job");
            scene.until("job", request.aim).is(request.aim).after(Place.RUNNING_IN.and(request.asked, request.reached));
        }

        @ParameterizedTest
        @EnumSource
        void while_it_waits_ends_the_job_as_asked(Request request) {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job");
            scene.until("job", WAITING);
            request.of(scene, "job");
            scene.until("job", request.aim).is(request.aim).after(Place.WAITING_IN.and(request.asked, request.reached));
        }

        @ParameterizedTest
        @EnumSource
        void has_let_go_of_its_work_when_the_state_is_reached(Request request) {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            request.of(scene, "job");
            scene.until("job", request.aim);
            assertThat(scene.puppets.isOnStage("job")).isFalse();
        }

        @Test
        void and_has_something_to_close_first_is_waited_for() {
            Sinks.Empty<Void> closed = Sinks.empty();
            scene.puppets.plays("job", Line.uses(closed.asMono()));
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
            scene.pause("job");
            scene.agreed("job").is(RUNNING, StopReason.PAUSE).after(Place.RUNNING_IN.and("stopping: pause"));

            closed.tryEmitEmpty().orThrow();
            scene.until("job", PAUSED).is(PAUSED).after(Place.RUNNING_IN.and("stopping: pause", "paused"));
        }
    }

    @Nested
    class A_handler_that_ignores_the_request {
        @ParameterizedTest
        @EnumSource
        void is_ended_after_the_grace_period_and_not_before(Request request) {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults());
            request.of(scene, "job");
            scene.pass(GRACE.minusMillis(1));
            scene.agreed("job").is(RUNNING, request.reason()).after(Place.RUNNING_IN.and(request.asked));
            assertThat(scene.puppets.isOnStage("job")).isTrue();

            scene.pass(Duration.ofMillis(1));
            scene.until("job", request.aim).is(request.aim).after(Place.RUNNING_IN.and(request.asked, request.reached));
            assertThat(scene.puppets.isOnStage("job")).isFalse();
        }

        @ParameterizedTest
        @EnumSource
        void and_holds_a_thread_is_given_up_after_two_grace_periods_by_force(Request request) {
            var mayReturn = new CountDownLatch(1);
            try {
                scene.puppets.plays("job", Line.holdsThread(mayReturn));
                scene.dispatch("job");
                scene.until("job", RUNNING);
                scene.puppets.untilOnStage("job");
                scene.engine()
                        .until(
                                "the call to begin",
                                () -> Thread.getAllStackTraces().keySet().stream()
                                        .anyMatch(thread -> thread.getName().startsWith("headwater-block")
                                                && thread.getState() == Thread.State.WAITING));
                request.of(scene, "job");
                scene.pass(GRACE);
                scene.agreed("job").is(RUNNING, request.reason()).after(Place.RUNNING_IN.and(request.asked));
                scene.pass(GRACE);
                Agreement job = scene.until("job", request.aim)
                        .is(request.aim)
                        .after(Place.RUNNING_IN.and(request.asked, request.reached + " by force"));
                assertThat(forced(job.events())).isNotEmpty();
            } finally {
                mayReturn.countDown();
            }
        }

        private static List<String> forced(List<JobEvent> events) {
            JobEvent last = events.get(events.size() - 1);
            JobEvent.Forced forced = last instanceof JobEvent.JobPaused paused
                    ? paused.forced()
                    : ((JobEvent.JobCancelled) last).forced();
            return forced == null ? List.of() : forced.open();
        }
    }

    @Nested
    class A_job_without_a_handler {
        @ParameterizedTest
        @EnumSource
        void that_is_scheduled_obeys_at_once(Request request) {
            scene.dispatch("job", DispatchOptions.defaults().withDelay(Duration.ofSeconds(10)));
            request.of(scene, "job");
            scene.agreed("job").is(request.aim).after("scheduled for 10 s", request.reached);
            scene.pass(Duration.ofSeconds(10));
            scene.agreed("job").is(request.aim).after("scheduled for 10 s", request.reached);
        }

        @ParameterizedTest
        @EnumSource
        void that_rests_before_a_retry_obeys_at_once(Request request) {
            scene.dispatch(
                    "job",
                    DispatchOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            request.of(scene, "job");
            String[] story = Place.RUNNING_IN.and("retrying at 2 s after HANDLER_ERROR", request.reached);
            scene.agreed("job").is(request.aim).after(story);
            scene.pass(Duration.ofSeconds(2));
            scene.agreed("job").is(request.aim).after(story);
        }

        @ParameterizedTest
        @EnumSource
        void that_is_queued_obeys_at_once(Request request) {
            scene.crowd();
            scene.dispatch("job", Scene.NARROW);
            request.of(scene, "job");
            scene.agreed("job").is(request.aim).after("queued: dispatch", request.reached);
            scene.makeRoom();
            scene.agreed("job").is(request.aim).after("queued: dispatch", request.reached);
        }

        @Test
        void that_is_paused_is_cancelled_at_once() {
            scene.dispatch("job");
            scene.until("job", RUNNING);
            scene.pause("job");
            scene.until("job", PAUSED);
            scene.cancel("job", "changed my mind");
            scene.agreed("job")
                    .is(CANCELLED)
                    .after(Place.RUNNING_IN.and("stopping: pause", "paused", "cancelled: changed my mind"));
        }
    }

    @Nested
    class While_it_is_being_paused {
        @BeforeEach
        void ask() {
            Place.RUNNING_IN.arrange(scene, DispatchOptions.defaults());
            scene.pause("job");
        }

        @Test
        void a_resume_takes_effect_when_the_handler_has_ended() {
            scene.resume("job");
            scene.agreed("job").is(RUNNING, StopReason.PAUSE).after(Place.RUNNING_IN.and("stopping: pause"));

            scene.puppets.obey("job");
            Agreement job = scene.untilLast("job", "started 1.2")
                    .is(RUNNING)
                    .after(Place.RUNNING_IN.and("stopping: pause", "paused", "resumed to QUEUED", "started 1.2"));
            JobEvent paused = job.events().get(3);
            JobEvent resumed = job.events().get(4);
            assertThat(resumed.seq()).isEqualTo(paused.seq() + 1);
        }

        @Test
        void the_pause_and_the_resume_are_committed_together() {
            scene.resume("job");
            var states = Sinks.many().replay().<JobState>all();
            var watch = scene.jobs()
                    .events()
                    .filter(event -> event.kind() == JobEvent.Kind.PAUSED)
                    .concatMap(event -> scene.jobs().find(event.job()))
                    .subscribe(view -> states.tryEmitNext(view.state()).orThrow());
            scene.puppets.obey("job");
            JobState seen = TestEngine.now(states.asFlux().next());
            watch.dispose();
            assertThat(seen).isIn(QUEUED, RUNNING);
        }

        @Test
        void a_resume_and_another_pause_leave_it_paused() {
            scene.resume("job");
            scene.pause("job");
            scene.puppets.obey("job");
            scene.until("job", PAUSED).is(PAUSED).after(Place.RUNNING_IN.and("stopping: pause", "paused"));
        }

        @Test
        void a_resume_loses_against_a_value() {
            scene.resume("job");
            scene.puppets.emit("job", "done already");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(Place.RUNNING_IN.and("stopping: pause", "completed with \"done already\""));
        }

        @Test
        void a_cancel_takes_over() {
            scene.cancel("job");
            scene.agreed("job")
                    .is(RUNNING, StopReason.CANCEL)
                    .after(Place.RUNNING_IN.and("stopping: pause", "stopping: cancel"));
            scene.puppets.obey("job");
            scene.until("job", CANCELLED)
                    .is(CANCELLED)
                    .after(Place.RUNNING_IN.and("stopping: pause", "stopping: cancel", "cancelled: enough"));
        }

        @Test
        void a_resume_and_a_cancel_cancel_it() {
            scene.resume("job");
            scene.cancel("job");
            scene.puppets.obey("job");
            scene.until("job", CANCELLED)
                    .is(CANCELLED)
                    .after(Place.RUNNING_IN.and("stopping: pause", "stopping: cancel", "cancelled: enough"));
        }
    }

    @Test
    void A_wait_that_is_resumed_while_it_is_being_paused_goes_on_waiting() {
        Place.WAITING_IN.arrange(scene, DispatchOptions.defaults());
        scene.pause("job");
        scene.resume("job");
        scene.puppets.obey("job");
        scene.untilLast("job", "resumed to WAITING")
                .is(WAITING)
                .after(Place.WAITING_IN.and("stopping: pause", "paused", "resumed to WAITING"));
    }

    @Nested
    class When_its_time_is_up {
        private static final Duration LIMIT = Duration.ofSeconds(30);

        private final DispatchOptions limited =
                DispatchOptions.defaults().withTimeout(LIMIT).withRetry(RetryPolicy.defaults());

        @ParameterizedTest
        @EnumSource(names = {"RUNNING_IN", "WAITING_IN"})
        void a_job_is_asked_to_stop_and_fails_when_its_handler_has_ended(Place place) {
            place.arrange(scene, limited);
            scene.pass(LIMIT.minusMillis(1));
            scene.agreed("job").is(place.state()).after(place.and());
            scene.pass(Duration.ofMillis(1));
            scene.engine().until("the handler to be asked", () -> scene.puppets.request("job") == StopReason.TIMEOUT);
            scene.agreed("job").is(place.state(), StopReason.TIMEOUT).after(place.and("stopping: timeout"));

            scene.puppets.obey("job");
            Agreement job = scene.until("job", FAILED)
                    .is(FAILED)
                    .after(place.and("stopping: timeout", "failed with JOB_TIMEOUT"));
            assertThat(job.error().retryable()).isFalse();
            assertThat(job.error().hint()).isNotBlank();
        }

        @Test
        void a_handler_that_answers_fails_with_the_timeout() {
            scene.dispatch("job", limited);
            scene.until("job", RUNNING);
            scene.pass(LIMIT);
            scene.until("job", FAILED)
                    .is(FAILED)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "failed with JOB_TIMEOUT"));
        }

        @Test
        void a_handler_that_fails_for_another_reason_fails_with_the_timeout() {
            Place.RUNNING_IN.arrange(scene, limited);
            scene.pass(LIMIT);
            scene.puppets.fail("job", "dropped everything");
            scene.until("job", FAILED)
                    .is(FAILED)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "failed with JOB_TIMEOUT"));
        }

        @Test
        void a_value_still_completes_the_job() {
            Place.RUNNING_IN.arrange(scene, limited);
            scene.pass(LIMIT);
            scene.puppets.emit("job", "just in time");
            scene.until("job", COMPLETED)
                    .is(COMPLETED)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "completed with \"just in time\""));
        }

        @Test
        void a_handler_that_ignores_it_is_ended_after_the_grace_period() {
            Place.RUNNING_IN.arrange(scene, limited);
            scene.pass(LIMIT);
            scene.pass(GRACE);
            scene.until("job", FAILED)
                    .is(FAILED)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "failed with JOB_TIMEOUT"));
        }

        @Test
        void a_cancel_takes_over() {
            Place.RUNNING_IN.arrange(scene, limited);
            scene.pass(LIMIT);
            scene.cancel("job");
            scene.agreed("job")
                    .is(RUNNING, StopReason.CANCEL)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "stopping: cancel"));
            scene.puppets.obey("job");
            scene.until("job", CANCELLED)
                    .is(CANCELLED)
                    .after(Place.RUNNING_IN.and("stopping: timeout", "stopping: cancel", "cancelled: enough"));
        }

        @Test
        void time_in_the_queue_and_before_the_start_does_not_count() {
            scene.crowd();
            scene.dispatch("job", limited.withQueue(Puppets.NARROW).withDelay(Duration.ofMinutes(1)));
            scene.pass(Duration.ofMinutes(1));
            scene.until("job", QUEUED);
            scene.pass(Duration.ofMinutes(1));
            scene.makeRoom();
            scene.until("job", RUNNING);
            scene.pass(LIMIT.minusMillis(1));
            scene.agreed("job").is(RUNNING);
            scene.pass(Duration.ofMillis(1));
            scene.until("job", FAILED).is(FAILED);
        }

        @Test
        void time_while_it_is_paused_does_not_count() {
            scene.dispatch("job", limited);
            scene.until("job", RUNNING);
            scene.pass(Duration.ofSeconds(20));
            scene.pause("job");
            scene.until("job", PAUSED);
            scene.pass(Duration.ofMinutes(5));
            scene.resume("job");
            scene.until("job", RUNNING);
            scene.pass(Duration.ofMillis(9_999));
            scene.agreed("job").is(RUNNING);
            scene.pass(Duration.ofMillis(1));
            scene.until("job", FAILED)
                    .is(FAILED)
                    .after(Place.RUNNING_IN.and(
                            "stopping: pause",
                            "paused",
                            "resumed to QUEUED",
                            "started 1.2",
                            "stopping: timeout",
                            "failed with JOB_TIMEOUT"));
        }

        @Test
        void time_while_all_that_it_waits_for_is_paused_does_not_count() {
            scene.puppets.plays("job", Line.awaits("child"));
            scene.dispatch("job", limited);
            scene.until("job", WAITING);
            scene.until("child", RUNNING);
            scene.pass(Duration.ofSeconds(20));
            scene.pause("child");
            scene.until("child", PAUSED);
            scene.pass(Duration.ofMinutes(5));
            scene.agreed("job").is(WAITING);
            scene.resume("child");
            scene.until("child", RUNNING);
            scene.pass(Duration.ofMillis(9_999));
            scene.agreed("job").is(WAITING);
            scene.pass(Duration.ofMillis(1));
            scene.until("job", FAILED)
                    .is(FAILED)
                    .after(Place.WAITING_IN.and("stopping: timeout", "failed with JOB_TIMEOUT"));
        }

        @Test
        void each_attempt_has_its_own_time() {
            scene.dispatch("job", limited.withRetry(RetryPolicy.defaults().withJitter(0)));
            scene.until("job", RUNNING);
            scene.pass(Duration.ofSeconds(20));
            scene.puppets.fail("job", "no luck");
            scene.until("job", SCHEDULED);
            scene.pass(Duration.ofSeconds(2));
            scene.until("job", RUNNING);
            scene.pass(Duration.ofSeconds(29));
            scene.agreed("job").is(RUNNING);
            scene.pass(Duration.ofSeconds(1));
            scene.until("job", FAILED).is(FAILED);
        }
    }

    @Nested
    class Of_a_family {
        @BeforeEach
        void raise() {
            scene.puppets.plays(
                    "job",
                    Line.dispatches("one"),
                    Line.dispatches("two"),
                    Line.dispatches(new Puppet("shared"), Line.keyed("shared")));
            scene.dispatch("job");
            for (String name : List.of("job", "one", "two", "shared")) {
                scene.untilThere(name);
                scene.until(name, RUNNING);
            }
        }

        @ParameterizedTest
        @EnumSource
        void the_children_obey_too_and_shared_work_goes_on(Request request) {
            request.of(scene, "job");
            for (String name : List.of("job", "one", "two")) {
                scene.until(name, request.aim)
                        .is(request.aim)
                        .after(Place.RUNNING_IN.and(request.asked, request.reached));
            }
            scene.agreed("shared").is(RUNNING).after(Place.RUNNING_IN.and());
        }

        @Test
        void a_resume_lifts_only_what_that_pause_stopped() {
            scene.pause("one");
            scene.until("one", PAUSED);
            scene.pause("job");
            for (String name : List.of("job", "two")) {
                scene.until(name, PAUSED);
            }
            scene.resume("job");
            for (String name : List.of("job", "two")) {
                scene.until(name, RUNNING)
                        .is(RUNNING)
                        .after(Place.RUNNING_IN.and("stopping: pause", "paused", "resumed to QUEUED", "started 1.2"));
            }
            scene.agreed("one").is(PAUSED).after(Place.RUNNING_IN.and("stopping: pause", "paused"));
        }

        @Test
        void children_that_have_ended_stay_ended() {
            scene.puppets.emit("one", "done");
            scene.until("one", COMPLETED);
            scene.cancel("job");
            scene.until("job", CANCELLED);
            scene.until("two", CANCELLED);
            scene.agreed("one").is(COMPLETED).after(Place.RUNNING_IN.and("completed with \"done\""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void A_child_that_waits_for_another_obeys_with_it(Request request) {
        scene.puppets.plays(
                "job",
                Line.dispatches(new Puppet("first"), DispatchOptions.defaults().withDelay(Duration.ofHours(1))));
        scene.dispatch("job");
        scene.untilThere("first");
        JobId first = scene.id("first");
        scene.puppets
                .ignoresRequests("second")
                .plays("second", Line.awaits(() -> scene.jobs().handle(first, Puppet.class)))
                .plays("job", Line.dispatches("second"));
        scene.untilThere("second");
        scene.until("second", WAITING);
        request.of(scene, "job");
        scene.agreed("first").is(request.aim);
        assertThat(scene.agreed("second").story()).contains(request.asked);
        scene.puppets.obey("second");
        scene.until("second", request.aim).is(request.aim);
        scene.until("job", request.aim).is(request.aim);
    }

    @Test
    void A_handler_that_waits_for_its_interruption_may_checkpoint_before_it_ends() {
        scene.puppets
                .ignoresRequests("job")
                .plays(
                        "job",
                        Line.sees(context -> context.restore(String.class).defaultIfEmpty("nothing")),
                        Line.sees(context -> context.interruption()
                                .flatMap(reason -> context.checkpoint("reached").thenReturn("stored"))));
        scene.dispatch("job");
        scene.until("job", RUNNING);
        scene.puppets.untilOnStage("job");
        scene.pause("job");
        scene.engine().until("the checkpoint", () -> scene.puppets.heard("job").contains("stored"));
        scene.puppets.obey("job");
        scene.until("job", PAUSED).is(PAUSED).after(Place.RUNNING_IN.and("stopping: pause", "paused"));
        scene.resume("job");
        scene.until("job", RUNNING);
        scene.engine().until("the next run", () -> scene.puppets.heard("job").contains("reached"));
        assertThat(scene.puppets.heard("job")).containsExactly("nothing", "stored", "reached");
    }
}
