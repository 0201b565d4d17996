package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUARANTINED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Doll;
import io.headwater.testkit.puppet.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** What nobody can read, or nobody knows, is put aside and comes back. The job in question is a doll. */
class TransitionTableQuarantineTest {
    private static final Duration DELAY = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    /** What a doll looks like to a program that was changed meanwhile. */
    @JobType(name = "test.doll", version = 2)
    record OtherDoll(int number) implements Job<String> {}

    private void openWithAllHandlers() {
        scene.use(scene.puppets.engine().folder(folder).start());
    }

    private void reopen(TestEngine.Builder other) {
        scene.engine().close();
        scene.puppets.forget();
        scene.use(other.folder(folder).start());
        scene.engine().settle();
    }

    private void reopenWithoutHandler() {
        reopen(scene.puppets.engineForPuppetsOnly());
    }

    private void reopenWithOtherHandler() {
        reopen(scene.puppets.engineForPuppetsOnly().handler(OtherDoll.class, (job, context) -> Mono.never()));
    }

    private void reopenWithAllHandlers() {
        reopen(scene.puppets.engine());
    }

    private JobHandle<String> dispatch(DispatchOptions options) {
        return scene.dispatch("job", new Doll("job"), options);
    }

    /** Where a job stands when its handler is lost. */
    enum Situation {
        STARTING_LATER(SCHEDULED),
        RESTING(SCHEDULED),
        IN_THE_QUEUE(QUEUED),
        AT_WORK(RUNNING),
        WAITING_FOR_ANOTHER(WAITING),
        ON_HOLD(PAUSED);

        final JobState state;

        Situation(JobState state) {
            this.state = state;
        }

        void arrange(TransitionTableQuarantineTest test) {
            Scene scene = test.scene;
            test.openWithAllHandlers();
            switch (this) {
                case STARTING_LATER -> test.dispatch(DispatchOptions.defaults().withDelay(DELAY));
                case RESTING -> {
                    test.dispatch(DispatchOptions.defaults().withRetry(RetryPolicy.defaults()));
                    scene.puppets.fail("job", "no luck");
                }
                case IN_THE_QUEUE -> {
                    scene.crowd();
                    test.dispatch(Scene.NARROW);
                }
                case AT_WORK -> test.dispatch(DispatchOptions.defaults());
                case WAITING_FOR_ANOTHER -> {
                    scene.puppets.plays("job", Line.awaits("child"));
                    test.dispatch(DispatchOptions.defaults());
                }
                case ON_HOLD -> {
                    test.dispatch(DispatchOptions.defaults().withDelay(DELAY));
                    scene.pause("job");
                }
            }
            scene.until("job", state).is(state);
        }
    }

    @Nested
    class Without_a_handler {
        @ParameterizedTest
        @EnumSource
        void every_live_job_is_put_aside_and_says_why(Situation situation) {
            situation.arrange(TransitionTableQuarantineTest.this);
            List<String> before = scene.agreed("job").story();
            reopenWithoutHandler();
            Agreement job = scene.agreed("job").is(QUARANTINED);
            assertThat(job.story()).startsWith(before.toArray(String[]::new)).endsWith("quarantined: NO_HANDLER");
            assertThat(job.error().message()).contains("test.doll");
            assertThat(job.error().hint()).isNotBlank();
        }

        @ParameterizedTest
        @EnumSource
        void every_live_job_comes_back_with_its_handler(Situation situation) {
            situation.arrange(TransitionTableQuarantineTest.this);
            reopenWithoutHandler();
            List<String> before = scene.agreed("job").is(QUARANTINED).story();
            reopenWithAllHandlers();
            scene.until("job", QUEUED, RUNNING, WAITING);
            assertThat(scene.agreed("job").story())
                    .startsWith(before.toArray(String[]::new))
                    .element(before.size())
                    .isEqualTo("queued: released");
        }

        @Test
        void after_a_crash_a_job_that_ran_is_put_aside() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            scene.engine().settle();
            scene.engine().engine().abandon();
            reopenWithoutHandler();
            scene.agreed("job").is(QUARANTINED);
        }

        @Test
        void an_ended_job_stays_as_it_is() {
            openWithAllHandlers();
            dispatch(DispatchOptions.defaults());
            scene.puppets.emit("job", "done");
            scene.until("job", COMPLETED);
            reopenWithoutHandler();
            scene.agreed("job").is(COMPLETED).after("queued: dispatch", "started 1.1", "completed with \"done\"");
        }

        @Test
        void nothing_else_stops() {
            Situation.IN_THE_QUEUE.arrange(TransitionTableQuarantineTest.this);
            reopenWithoutHandler();
            scene.agreed("job").is(QUARANTINED);
            scene.dispatch("other");
            scene.puppets.emit("other", "done");
            scene.until("other", COMPLETED).is(COMPLETED);
        }
    }

    @Nested
    class With_a_handler_that_cannot_read_it {
        @Test
        void a_job_is_put_aside_at_the_latest_when_it_is_to_start() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            Agreement job = scene.until("job", QUARANTINED).is(QUARANTINED);
            assertThat(job.story()).last().isEqualTo("quarantined: PAYLOAD_INVALID");
            assertThat(job.error().hint()).isNotBlank();
        }

        @Test
        void a_scheduled_job_is_put_aside_at_the_latest_when_it_is_due() {
            Situation.STARTING_LATER.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            scene.pass(DELAY);
            assertThat(scene.until("job", QUARANTINED).is(QUARANTINED).story())
                    .last()
                    .isEqualTo("quarantined: PAYLOAD_INVALID");
        }

        @Test
        void a_paused_job_is_put_aside_at_the_latest_when_it_goes_on() {
            Situation.ON_HOLD.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            if (scene.agreed("job").view().state() == PAUSED) {
                scene.resume("job");
                scene.pass(DELAY);
            }
            scene.until("job", QUARANTINED).is(QUARANTINED);
        }

        @Test
        void a_waiting_job_is_put_aside_at_the_latest_when_it_is_woken() {
            Situation.WAITING_FOR_ANOTHER.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            scene.puppets.emit("child", "grown");
            scene.until("job", QUARANTINED).is(QUARANTINED);
            scene.agreed("child").is(COMPLETED);
        }

        @Test
        void a_job_gives_its_slot_back() {
            openWithAllHandlers();
            dispatch(Scene.NARROW);
            scene.until("job", RUNNING);
            reopenWithOtherHandler();
            scene.until("job", QUARANTINED);
            scene.crowd();
            scene.agreed("crowd").is(RUNNING);
        }

        @Test
        void a_job_comes_back_with_a_handler_that_can() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            List<String> before = scene.until("job", QUARANTINED).story();
            reopenWithAllHandlers();
            scene.puppets.emit("job", "done");
            Agreement job = scene.until("job", COMPLETED).is(COMPLETED);
            assertThat(job.story().subList(before.size(), job.story().size()))
                    .hasSize(3)
                    .startsWith("queued: released")
                    .endsWith("completed with \"done\"");
        }
    }

    @Nested
    class Who_waits_for_it {
        @ParameterizedTest
        @EnumSource(names = {"ORDINARY", "FORCED_REENTRY"})
        void fails_with_it(Mode mode) {
            scene.use(mode.on(scene.puppets.engine()).folder(folder).start());
            scene.puppets.plays("parent", Line.awaits(new Doll("job"), DispatchOptions.defaults()));
            scene.dispatch("parent");
            scene.until("parent", WAITING);
            reopen(mode.on(scene.puppets.engineForPuppetsOnly()));
            Agreement job = scene.agreed("job").is(QUARANTINED);
            Agreement parent = scene.until("parent", FAILED).is(FAILED);
            assertThat(parent.story())
                    .startsWith("queued: dispatch", "started 1.1", "waiting on job", "queued: woken", "started 1.2");
            assertThat(parent.error().message()).contains(job.error().message());
            assertThat(parent.error().hint()).isNotBlank();
        }

        @Test
        void G16_is_put_aside_with_it_where_it_has_no_handler_either() {
            openWithAllHandlers();
            scene.puppets.plays("job", Line.awaits("child"));
            dispatch(Line.keyed("job"));
            scene.until("job", WAITING);
            scene.puppets.plays("waiter", Line.awaits(new Doll("job"), Line.keyed("job")));
            scene.dispatch("waiter", new Doll("waiter"), DispatchOptions.defaults());
            scene.until("waiter", WAITING);
            reopenWithoutHandler();
            scene.agreed("job").is(QUARANTINED);
            scene.agreed("waiter").is(QUARANTINED);
            reopenWithAllHandlers();
            scene.until("job", WAITING, RUNNING);
            scene.until("waiter", WAITING, FAILED);
        }

        @Test
        void may_be_retried_once_it_is_back() {
            scene.use(scene.puppets.engine().folder(folder).start());
            scene.puppets.plays("parent", Line.awaits(new Doll("job"), Line.keyed("job")));
            scene.dispatch("parent");
            scene.until("parent", WAITING);
            reopenWithoutHandler();
            scene.until("parent", FAILED);
            reopenWithAllHandlers();
            scene.until("job", RUNNING);
            scene.retry("parent");
            scene.until("parent", WAITING);
            scene.puppets.emit("job", "done");
            scene.puppets.emit("parent", "done too");
            scene.until("parent", COMPLETED).is(COMPLETED);
        }
    }

    @Nested
    class Its_unique_key {
        private JobHandle<String> putAsideAndTakeItsKey() {
            openWithAllHandlers();
            dispatch(Line.keyed("job"));
            scene.until("job", RUNNING);
            reopenWithOtherHandler();
            scene.until("job", QUARANTINED).is(QUARANTINED);
            JobHandle<String> holder = scene.engine().dispatch(new OtherDoll(1), Line.keyed("job"));
            assertThat(holder.joined()).isFalse();
            assertThat(holder.id()).isNotEqualTo(scene.id("job"));
            return holder;
        }

        @Test
        void is_free_for_others() {
            putAsideAndTakeItsKey();
            scene.agreed("job").is(QUARANTINED);
        }

        @Test
        void lets_it_give_way_when_it_comes_back_by_retry() {
            JobHandle<String> holder = putAsideAndTakeItsKey();
            scene.retry("job");
            assertThat(scene.agreed("job").is(CANCELLED).story())
                    .endsWith("quarantined: PAYLOAD_INVALID", "cancelled: superseded by " + holder.id());
        }

        @Test
        void lets_it_give_way_when_it_comes_back_with_its_handler() {
            openWithAllHandlers();
            dispatch(Line.keyed("job"));
            scene.until("job", RUNNING);
            reopenWithOtherHandler();
            scene.until("job", QUARANTINED);
            // One that is never read before the next engine takes over.
            JobHandle<String> holder =
                    scene.engine().dispatch(new OtherDoll(1), Line.keyed("job").withDelay(DELAY));
            reopenWithAllHandlers();
            assertThat(scene.agreed("job").is(CANCELLED).story())
                    .endsWith("quarantined: PAYLOAD_INVALID", "cancelled: superseded by " + holder.id());
        }

        @Test
        void is_its_own_again_when_it_comes_back_first() {
            openWithAllHandlers();
            JobHandle<String> first = dispatch(Line.keyed("job"));
            scene.until("job", RUNNING);
            reopenWithoutHandler();
            scene.agreed("job").is(QUARANTINED);
            reopenWithAllHandlers();
            scene.until("job", RUNNING);
            JobHandle<String> second = scene.engine().dispatch(new Doll("job"), Line.keyed("job"));
            assertThat(second.joined()).isTrue();
            assertThat(second.id()).isEqualTo(first.id());
        }
    }

    @Nested
    class In_quarantine {
        private List<String> putAside() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            reopenWithOtherHandler();
            return scene.until("job", QUARANTINED).is(QUARANTINED).story();
        }

        @Test
        void a_cancel_cancels() {
            List<String> before = putAside();
            scene.cancel("job", "not worth it");
            scene.agreed("job")
                    .is(CANCELLED)
                    .after(Words.join(before.toArray(String[]::new), "cancelled: not worth it"));
        }

        @Test
        void a_retry_queues_and_what_still_cannot_be_read_is_put_aside_again() {
            List<String> before = putAside();
            scene.retry("job");
            scene.engine()
                    .until(
                            "the second quarantine",
                            () -> scene.engine().story(scene.id("job")).stream()
                                            .filter("JobQuarantined"::equals)
                                            .count()
                                    == 2);
            Agreement job = scene.agreed("job").is(QUARANTINED);
            assertThat(job.story().subList(before.size(), job.story().size()))
                    .startsWith("queued: released")
                    .endsWith("quarantined: PAYLOAD_INVALID");
        }

        @Test
        void a_retry_without_a_handler_queues_and_puts_it_aside_again() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            reopenWithoutHandler();
            List<String> before = scene.agreed("job").is(QUARANTINED).story();
            scene.retry("job");
            Agreement job = scene.until("job", QUARANTINED).is(QUARANTINED);
            assertThat(job.story().subList(before.size(), job.story().size()))
                    .startsWith("queued: released")
                    .endsWith("quarantined: NO_HANDLER");
        }

        @Test
        void another_restart_without_a_handler_changes_nothing() {
            Situation.AT_WORK.arrange(TransitionTableQuarantineTest.this);
            reopenWithoutHandler();
            List<String> before = scene.agreed("job").is(QUARANTINED).story();
            reopenWithoutHandler();
            scene.agreed("job").is(QUARANTINED).after(before.toArray(String[]::new));
        }
    }
}
