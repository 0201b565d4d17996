package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** G9; fault row K05. */
@Tag("G9")
class G09ForcedEndTest {
    @Test
    void a_handler_that_ignores_the_request_is_disposed_after_the_grace_period_and_not_before() {
        var disposed = new AtomicBoolean();
        Stage stage = new Stage().when("deaf", context -> Mono.<String>never().doOnCancel(() -> disposed.set(true)));
        try (TestEngine engine = stage.engine().grace(Duration.ofSeconds(10)).start()) {
            JobHandle<String> handle = engine.dispatch(new Act("deaf"));
            engine.until(handle.id(), JobState.RUNNING);
            TestEngine.done(handle.cancel());
            engine.settle();
            engine.advance(Duration.ofSeconds(9));
            engine.settle();
            assertThat(disposed).isFalse();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
            engine.advance(Duration.ofSeconds(1));
            engine.until(handle.id(), JobState.CANCELLED);
            assertThat(disposed).isTrue();
        }
    }

    @Test
    void a_blocking_call_is_interrupted_at_the_end_of_the_grace_period() throws Exception {
        var inside = new CountDownLatch(1);
        Stage stage = new Stage()
                .when(
                        "blocker",
                        context -> context.blocking(() -> {
                            inside.countDown();
                            new CountDownLatch(1).await();
                            return "never";
                        }));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("blocker"));
            inside.await();
            TestEngine.done(handle.pause());
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.until(handle.id(), JobState.PAUSED);
            assertThat(engine.history(handle.id())).last().isInstanceOfSatisfying(JobEvent.JobPaused.class, paused -> {
                assertThat(paused.forced()).isNull();
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void K05_what_ignores_everything_holds_the_state_back_no_longer_and_the_next_run_waits_for_it(boolean onWorker)
            throws Exception {
        var entered = new CountDownLatch(1);
        var mayReturn = new CountDownLatch(1);
        var runs = new AtomicInteger();
        Stage stage = new Stage().when("hog", context -> {
            if (runs.getAndIncrement() > 0) {
                return Mono.just("second run");
            }
            if (onWorker) {
                hog(entered, mayReturn);
                return Mono.just("first run");
            }
            return context.blocking(() -> hog(entered, mayReturn));
        });
        DispatchOptions keyed = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("hog"));
        try (TestEngine engine = stage.engine().queue("default", 1).start()) {
            JobHandle<String> handle = engine.dispatch(new Act("hog"), keyed);
            entered.await();
            TestEngine.done(handle.cancel());
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.until(handle.id(), JobState.CANCELLED);
            assertThat(engine.history(handle.id()))
                    .last()
                    .isInstanceOfSatisfying(JobEvent.JobCancelled.class, cancelled -> {
                        assertThat(cancelled.forced()).isNotNull();
                        assertThat(cancelled.forced().open())
                                .anySatisfy(open ->
                                        assertThat(open).contains(onWorker ? "headwater-work-" : "headwater-block-"));
                    });
            // Its slot is free at once for others; whoever has its key waits, and says so.
            assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                    .isEqualTo("other");
            JobHandle<String> next = engine.dispatch(new Act("hog"), keyed);
            engine.until(
                    "the next run to say what it waits for",
                    () -> !engine.log(next.id()).isEmpty());
            assertThat(engine.log(next.id())).singleElement().asString().contains("earlier run");
            assertThat(engine.state(next.id())).isEqualTo(JobState.QUEUED);

            mayReturn.countDown();
            assertThat(TestEngine.now(next.result())).isEqualTo("second run");
            assertThat(engine.state(handle.id())).isEqualTo(JobState.CANCELLED);
        } finally {
            mayReturn.countDown();
        }
    }

    private static String hog(CountDownLatch entered, CountDownLatch mayReturn) {
        entered.countDown();
        boolean free = false;
        while (!free) {
            try {
                mayReturn.await();
                free = true;
            } catch (InterruptedException ignored) {
                // That is what this handler is about.
            }
        }
        return "first run";
    }

    @Test
    void K05_handlers_that_block_every_worker_do_not_stop_the_engine() throws Exception {
        int workers = Runtime.getRuntime().availableProcessors();
        var entered = new CountDownLatch(workers);
        var mayReturn = new CountDownLatch(1);
        Stage stage = new Stage();
        for (int number = 0; number < workers; number++) {
            stage.when("hog " + number, context -> Mono.just(hog(entered, mayReturn)));
        }
        try (TestEngine engine = stage.engine().queue("default", workers).start()) {
            for (int number = 0; number < workers; number++) {
                TestEngine.now(Mono.just(engine.dispatch(new Act("hog " + number))));
            }
            entered.await();
            engine.jobs().events();
            for (JobEvent event : engine.history()) {
                if (event instanceof JobEvent.JobStarted) {
                    TestEngine.done(engine.jobs().cancel(event.job()));
                }
            }
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                    .isEqualTo("other");
        } finally {
            mayReturn.countDown();
        }
    }

    @Test
    void K05_nothing_of_a_run_that_was_given_up_is_stored() throws Exception {
        var entered = new CountDownLatch(1);
        var mayReturn = new CountDownLatch(1);
        var late = new AtomicBoolean();
        var refused = new CountDownLatch(1);
        Stage stage = new Stage()
                .when(
                        "zombie",
                        context -> context.blocking(() -> hog(entered, mayReturn))
                                .doFinally(signal -> context.checkpoint("from beyond")
                                        .subscribe(
                                                nothing -> {}, failure -> refused.countDown(), () -> late.set(true))));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("zombie"));
            entered.await();
            TestEngine.done(handle.pause());
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            engine.until(handle.id(), JobState.PAUSED);
            mayReturn.countDown();
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.PAUSED);
        } finally {
            mayReturn.countDown();
        }
    }
}
