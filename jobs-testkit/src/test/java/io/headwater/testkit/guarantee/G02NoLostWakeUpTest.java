package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** G2. */
@Tag("G2")
class G02NoLostWakeUpTest {
    /** The conditions under which every wait must end. */
    enum Mode {
        ORDINARY,
        LIVE_BUS_OFF,
        FORCED_REENTRY;

        TestEngine start(Stage stage) {
            TestEngine.Builder builder = stage.engine();
            return switch (this) {
                case ORDINARY -> builder.start();
                case LIVE_BUS_OFF -> builder.liveBusOff().start();
                case FORCED_REENTRY -> builder.forcedReentry().start();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_result_is_seen_before_and_after_the_end_and_over_a_restart(Mode mode) {
        Stage stage = new Stage().waits("slow");
        try (TestEngine engine = mode.start(stage)) {
            JobHandle<String> handle = engine.dispatch(new Act("slow"));
            CompletableFuture<String> before = handle.result().toFuture();
            stage.say("slow", "done");

            assertThat(before).succeedsWithin(TestEngine.PATIENCE).isEqualTo("done");
            assertThat(TestEngine.now(handle.result())).isEqualTo("done");
            engine.restart();
            assertThat(TestEngine.now(
                            engine.jobs().handle(handle.id(), Act.class).result()))
                    .isEqualTo("done");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_awaits_hears_of_every_kind_of_end(Mode mode) {
        Stage stage = new Stage()
                .waits("shared")
                .when("good", context -> context.await(new Serve("fine")))
                .when("failing", context -> error("no luck"))
                .when("bad", context -> context.await(new Act("failing")))
                .when(
                        "lonely",
                        context -> context.await(
                                new Serve("shared"),
                                DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"))));
        try (TestEngine engine = mode.start(stage)) {
            assertThat(TestEngine.now(engine.dispatch(new Act("good")).result()))
                    .isEqualTo("fine");
            assertThatThrownBy(
                            () -> TestEngine.now(engine.dispatch(new Act("bad")).result()))
                    .hasMessage("Dependency job failed: no luck");

            JobHandle<String> lonely = engine.dispatch(new Act("lonely"));
            JobId shared =
                    engine.until(lonely.id(), JobState.WAITING).dependsOn().get(0);
            TestEngine.done(engine.jobs().cancel(shared, "not needed"));
            assertThatThrownBy(() -> TestEngine.now(lonely.result()))
                    .isInstanceOf(JobException.class)
                    .hasMessage("Dependency job was cancelled: not needed")
                    .extracting(failure -> ((JobException) failure).code())
                    .isEqualTo(ErrorCode.DEPENDENCY_CANCELLED);
        }
    }

    private static Mono<String> error(String words) {
        return Mono.error(new IllegalStateException(words));
    }

    @ParameterizedTest
    @EnumSource
    void a_wait_that_was_stored_ends_after_a_crash(Mode mode) {
        Stage stage = new Stage().waits("slow").when("parent", context -> context.await(new Serve("slow")));
        try (TestEngine engine = mode.start(stage)) {
            JobHandle<String> parent = engine.dispatch(new Act("parent"));
            engine.until(parent.id(), JobState.WAITING);
            engine.crash();
            engine.until(parent.id(), JobState.WAITING);
            stage.say("slow", "late");
            assertThat(TestEngine.now(
                            engine.jobs().handle(parent.id(), Act.class).result()))
                    .isEqualTo("late");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ORDINARY", "FORCED_REENTRY"})
    void a_host_builds_the_same_wait_from_events_alone(Mode mode) {
        Stage stage = new Stage().waits("slow").when("parent", context -> context.await(new Serve("slow")));
        try (TestEngine engine = mode.start(stage)) {
            JobHandle<String> parent = engine.dispatch(new Act("parent"));
            CompletableFuture<JobEvent> end = engine.jobs()
                    .events(EventFilter.all().ofJob(parent.id()), 0)
                    .filter(event -> event instanceof JobEvent.JobCompleted)
                    .next()
                    .toFuture();
            engine.until(parent.id(), JobState.WAITING);
            stage.say("slow", "done");
            assertThat(end)
                    .succeedsWithin(TestEngine.PATIENCE)
                    .extracting(event -> ((JobEvent.JobCompleted) event).result())
                    .isEqualTo("\"done\"");
        }
    }
}
