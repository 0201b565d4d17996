package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** G11; fault rows K03 and K16. */
@Tag("G11")
class G11ShutdownTest {
    @Test
    void K03_running_jobs_checkpoint_and_stop_and_go_on_at_the_next_start() {
        Stage stage = new Stage();
        stage.when(
                "worker",
                context -> context.restore(String.class)
                        .flatMap(state -> Mono.just("went on from " + state))
                        .switchIfEmpty(context.interruption()
                                .flatMap(reason -> context.checkpoint(reason.name()))
                                .then(Mono.error(() -> new IllegalStateException("asked to stop")))));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("worker"));
            engine.until(handle.id(), JobState.RUNNING);
            engine.restart();
            engine.until(handle.id(), JobState.COMPLETED);
            assertThat(engine.view(handle.id()).result()).isEqualTo("\"went on from SHUTDOWN\"");
            assertThat(engine.history(handle.id()))
                    .filteredOn(event -> event instanceof JobEvent.JobQueued)
                    .extracting(event -> ((JobEvent.JobQueued) event).cause())
                    .containsExactly(Cause.DISPATCH, Cause.SHUTDOWN);
        }
    }

    @Test
    void who_waits_for_another_job_waits_on_and_what_was_paused_stays_paused() {
        Stage stage =
                new Stage().waits("child").waits("paused").when("parent", context -> context.await(new Serve("child")));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> parent = engine.dispatch(new Act("parent"));
            JobHandle<String> paused = engine.dispatch(new Act("paused"));
            engine.until(parent.id(), JobState.WAITING);
            TestEngine.done(paused.pause());
            engine.until(paused.id(), JobState.PAUSED);
            engine.restart();
            assertThat(engine.state(parent.id())).isEqualTo(JobState.WAITING);
            assertThat(engine.state(paused.id())).isEqualTo(JobState.PAUSED);
            stage.say("child", "grown");
            engine.until(parent.id(), JobState.COMPLETED);
        }
    }

    @Test
    void K16_whoever_waits_or_subscribes_is_told_that_it_is_over() {
        Stage stage = new Stage().waits("endless");
        TestEngine engine = stage.engine().start();
        JobHandle<String> handle = engine.dispatch(new Act("endless"));
        CompletableFuture<String> result = handle.result().toFuture();
        CompletableFuture<Long> events = engine.jobs().events().count().toFuture();
        engine.until(handle.id(), JobState.RUNNING);
        engine.close();

        assertThat(result)
                .failsWithin(TestEngine.PATIENCE)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOfSatisfying(
                        JobException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED));
        assertThat(events).succeedsWithin(TestEngine.PATIENCE);
        assertThatThrownBy(() -> engine.dispatch(new Act("late"))).hasMessageContaining("closed");
    }

    @Test
    void K14_fifty_engines_in_one_process_leave_no_thread_behind() {
        for (int round = 0; round < 50; round++) {
            try (TestEngine engine = new Stage().engine().start()) {
                TestEngine.now(engine.dispatch(new Act("round " + round)).result());
            }
        }
        TestEngine.waitFor(
                "all threads of the engines to end",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("headwater-")));
    }
}
