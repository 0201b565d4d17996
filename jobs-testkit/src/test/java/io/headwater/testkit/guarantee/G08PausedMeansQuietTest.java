package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** G8. */
@Tag("G8")
class G08PausedMeansQuietTest {
    /** A checkpoint of somebody who counts. */
    record Count(int reached) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void paused_and_cancelled_are_reached_when_scopes_have_closed_and_not_before(boolean pause) {
        Stage stage = new Stage();
        var closed = new AtomicBoolean();
        stage.when(
                "writer",
                context -> context.using(
                        Mono.just("file"),
                        file -> context.interruptible(Mono.never()),
                        file -> stage.cued("closed").doOnNext(word -> closed.set(true))));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("writer"));
            engine.until(handle.id(), JobState.RUNNING);
            TestEngine.done(pause ? handle.pause() : handle.cancel());
            engine.settle();
            assertThat(engine.view(handle.id()).state()).isEqualTo(JobState.RUNNING);
            assertThat(engine.view(handle.id()).stopping()).isEqualTo(pause ? StopReason.PAUSE : StopReason.CANCEL);

            stage.say("closed", "now");
            engine.until(handle.id(), pause ? JobState.PAUSED : JobState.CANCELLED);
            assertThat(closed).isTrue();
            assertThat(engine.story(handle.id()))
                    .containsExactly("JobQueued", "JobStarted", "JobStopping", pause ? "JobPaused" : "JobCancelled");
        }
    }

    @Test
    void a_blocking_call_is_waited_for() throws Exception {
        var inside = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var mayReturn = new CountDownLatch(1);
        Stage stage = new Stage()
                .when(
                        "blocker",
                        context -> context.interruptible(context.blocking(() -> {
                                    inside.countDown();
                                    mayReturn.await();
                                    return "late";
                                }))
                                .doOnError(interrupted -> stopped.countDown()));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("blocker"));
            inside.await();
            TestEngine.done(handle.pause());
            stopped.await(); // else the value might come first, and the job complete
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
            mayReturn.countDown();
            engine.until(handle.id(), JobState.PAUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resume", "restart", "crash", "reentry"})
    void a_job_goes_on_from_its_last_checkpoint(String how) {
        List<Integer> worked = new CopyOnWriteArrayList<>();
        Stage stage = new Stage();
        stage.when(
                "counter",
                context -> context.restore(Count.class)
                        .defaultIfEmpty(new Count(0))
                        .flatMap(from -> countOn(context, from, worked, stage)));
        TestEngine.Builder builder = stage.engine();
        try (TestEngine engine = how.equals("reentry") ? builder.forcedReentry().start() : builder.start()) {
            JobHandle<String> handle = engine.dispatch(new Act("counter"));
            engine.until("five to be done", () -> worked.contains(5));
            if (how.equals("resume") || how.equals("restart")) {
                TestEngine.done(engine.jobs().pause(handle.id()));
                engine.until(handle.id(), JobState.PAUSED);
            }
            switch (how) {
                case "restart" -> engine.restart();
                case "crash" -> engine.crash();
                default -> {}
            }
            stage.say("second half", "go");
            TestEngine.done(engine.jobs().resume(handle.id()));
            engine.until(handle.id(), JobState.COMPLETED);
            assertThat(worked.stream().distinct()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(worked.stream().filter(number -> number < 5)).doesNotHaveDuplicates();
        }
    }

    private static Mono<String> countOn(JobContext context, Count from, List<Integer> worked, Stage stage) {
        return Flux.range(from.reached() + 1, 9 - from.reached())
                .concatMap(number -> {
                    Mono<String> permission =
                            number <= 5 ? Mono.just("go") : context.interruptible(stage.cued("second half"));
                    return permission.doOnNext(word -> worked.add(number)).then(context.checkpoint(new Count(number)));
                })
                .then(Mono.just("counted"));
    }
}
