package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.headwater.core.fault.Point;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;

/** G12; fault row K06. */
@Tag("G12")
class G12NothingUnboundedTest {
    @Test
    void beyond_what_may_be_unwritten_a_dispatch_is_refused_and_later_accepted_again() {
        var mayCommit = new CountDownLatch(1);
        try (TestEngine engine = new Stage().engine().start()) {
            engine.at(Point.BEFORE_COMMIT, () -> awaitQuietly(mayCommit));
            Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
            for (int number = 0; number < 70_000; number++) {
                engine.jobs().dispatch(new Act("flood")).subscribe(handle -> {}, refused::add);
            }
            engine.until("refusals", () -> refused.size() >= 70_000 - 65_536 - 1_000);
            assertThat(refused)
                    .allSatisfy(failure ->
                            assertThat(((JobException) failure).code()).isEqualTo(ErrorCode.OVERLOADED));

            mayCommit.countDown();
            engine.until("room again", () -> engine.engine().unwritten() < 60_000);
            assertThat(TestEngine.now(engine.dispatch(new Serve("later")).result()))
                    .isEqualTo("later");
        } finally {
            mayCommit.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void handlers_run_on_the_engines_own_threads_where_blocking_is_refused() {
        Stage stage = new Stage()
                .when(
                        "where",
                        context ->
                                Mono.fromSupplier(() -> Thread.currentThread().getName()
                                        + (Thread.currentThread() instanceof NonBlocking ? " never blocks" : "")));
        try (TestEngine engine = stage.engine().start()) {
            assertThat(TestEngine.now(engine.dispatch(new Act("where")).result()))
                    .startsWith("headwater-work-")
                    .endsWith("never blocks");
        }
    }

    @Test
    void what_an_await_emits_comes_on_a_worker_too() {
        Stage stage = new Stage()
                .when(
                        "parent",
                        context -> context.await(new Act("child"))
                                .map(word -> Thread.currentThread().getName()));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("parent"));
            assertThat(TestEngine.now(handle.result())).startsWith("headwater-work-");
        }
    }

    @Test
    void K06_a_handler_that_keeps_a_worker_is_named_in_the_log_once_with_the_place_where_it_is() {
        var kept = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        Stage stage = new Stage().when("busy", context -> Mono.fromSupplier(() -> keepTheThread(kept, released)));
        try (TestEngine engine = stage.engine().start();
                Said said = Said.by("headwater.jobs")) {
            JobHandle<String> handle = engine.dispatch(new Act("busy"));
            engine.until("the thread to be kept", () -> kept.getCount() == 0);
            engine.advance(Duration.ofMinutes(10));
            assertThat(said.containing("has kept thread headwater-work-"))
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.getLevel()).isEqualTo(Level.WARN);
                        assertThat(event.getFormattedMessage())
                                .contains(handle.id().toString(), "context.blocking");
                        assertThat(event.getThrowableProxy().getStackTraceElementProxyArray())
                                .extracting(StackTraceElementProxy::toString)
                                .anyMatch(place -> place.contains("keepTheThread"));
                    });
            released.countDown();
            assertThat(TestEngine.now(handle.result())).isEqualTo("released");
        } finally {
            released.countDown();
        }
    }

    private static String keepTheThread(CountDownLatch kept, CountDownLatch released) {
        kept.countDown();
        awaitQuietly(released);
        return "released";
    }

    @Test
    void K06_many_short_turns_of_a_worker_are_nothing_to_talk_about() {
        try (TestEngine engine = new Stage().engine().start();
                Said said = Said.by("headwater.jobs")) {
            for (int number = 0; number < 20; number++) {
                TestEngine.now(engine.dispatch(new Act("job " + number)).result());
                engine.until("the worker to be free", () -> !engine.engine().isBusy());
                engine.advance(Duration.ofSeconds(3));
            }
            assertThat(said.containing("has kept thread")).isEmpty();
        }
    }

    @Test
    void K06_a_handler_that_blocks_a_worker_is_caught_in_these_tests() {
        Stage stage = new Stage()
                .when(
                        "blocks",
                        context -> Mono.fromCallable(() -> {
                            new CountDownLatch(1).await();
                            return "never";
                        }));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("blocks"));
            assertThatThrownBy(() -> TestEngine.now(handle.result())).hasMessageContaining("Blocking call!");
        }
    }
}
