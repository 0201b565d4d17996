package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.Cause;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** G10, inside one process; the kill -9 of whole processes is in the crash package. */
@Tag("G10")
class G10CrashTest {
    @Test
    void what_was_running_goes_on_by_itself_and_has_used_up_no_retry() {
        Stage stage = new Stage().waits("worker");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(
                    new Act("worker"), DispatchOptions.defaults().withRetry(RetryPolicy.defaults()));
            engine.until(handle.id(), JobState.RUNNING);
            engine.crash();
            engine.until("it to run again", () -> engine.story(handle.id()).size() == 4);
            assertThat(engine.history(handle.id()))
                    .element(2)
                    .isInstanceOfSatisfying(
                            JobEvent.JobQueued.class,
                            queued -> assertThat(queued.cause()).isEqualTo(Cause.CRASH));
            assertThat(engine.history(handle.id()))
                    .element(3)
                    .isInstanceOfSatisfying(JobEvent.JobStarted.class, started -> {
                        assertThat(started.attempt()).isEqualTo(1);
                        assertThat(started.entry()).isEqualTo(2);
                    });
            stage.say("worker", "done");
            engine.until(handle.id(), JobState.COMPLETED);
        }
    }

    @Test
    void a_step_that_is_stored_is_not_done_again() {
        var calls = new AtomicInteger();
        var stored = new AtomicBoolean();
        Stage stage = new Stage();
        stage.when(
                "careful",
                context -> context.step("pay", String.class, Mono.fromSupplier(() -> {
                            calls.incrementAndGet();
                            return "receipt";
                        }))
                        .doOnNext(receipt -> stored.set(true))
                        .flatMap(receipt ->
                                context.interruptible(stage.cued("go")).map(word -> receipt + " " + word)));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("careful"));
            engine.until("the step to be stored", stored::get);
            engine.crash();
            stage.say("go", "went");
            engine.until(handle.id(), JobState.COMPLETED);
            assertThat(engine.view(handle.id()).result()).isEqualTo("\"receipt went\"");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void what_a_user_paused_or_cancelled_stays_so() {
        Stage stage = new Stage().waits("paused").waits("cancelled");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> paused = engine.dispatch(new Act("paused"));
            JobHandle<String> cancelled = engine.dispatch(new Act("cancelled"));
            TestEngine.done(paused.pause());
            TestEngine.done(cancelled.cancel());
            engine.until(paused.id(), JobState.PAUSED);
            engine.until(cancelled.id(), JobState.CANCELLED);
            engine.crash();
            engine.settle();
            assertThat(engine.state(paused.id())).isEqualTo(JobState.PAUSED);
            assertThat(engine.state(cancelled.id())).isEqualTo(JobState.CANCELLED);
        }
    }

    @Test
    void a_request_to_stop_that_was_stored_is_carried_out_by_the_restart() {
        Stage stage = new Stage().when("deaf", context -> Mono.never());
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> pausing = engine.dispatch(new Act("deaf"));
            JobHandle<String> cancelling = engine.dispatch(new Act("deaf"));
            engine.until(pausing.id(), JobState.RUNNING);
            engine.until(cancelling.id(), JobState.RUNNING);
            TestEngine.done(pausing.pause());
            TestEngine.done(cancelling.cancel());
            engine.crash();
            engine.until(pausing.id(), JobState.PAUSED);
            engine.until(cancelling.id(), JobState.CANCELLED);
        }
    }

    @Test
    void a_wait_whose_job_failed_while_the_waiter_had_ended_is_forgotten_when_it_is_retried() {
        DispatchOptions keyed = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("birch"));
        Stage stage = new Stage().waits("birch").when("waiter", context -> context.await(new Serve("birch"), keyed));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> waiter = engine.dispatch(new Act("waiter"));
            engine.until(waiter.id(), JobState.WAITING);
            engine.crash();
            TestEngine.done(engine.jobs().cancel(waiter.id()));
            stage.fail("birch", "cut down");
            engine.until(engine.view(waiter.id()).dependsOn().get(0), JobState.FAILED);
            stage.when("birch", context -> Mono.just("planted anew"));
            TestEngine.done(engine.jobs().retry(waiter.id()));
            engine.until(waiter.id(), JobState.COMPLETED);
            assertThat(engine.view(waiter.id()).result()).isEqualTo("\"planted anew\"");
        }
    }
}
