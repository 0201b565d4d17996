package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Progress;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class TimeoutsTest {
    private static final DispatchOptions ONE_MINUTE =
            DispatchOptions.defaults().withTimeout(Duration.ofMinutes(1)).withRetry(RetryPolicy.defaults());
    private static final DispatchOptions SHARED = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));

    @JobType(name = "test.endless")
    record Endless(String name) implements Job<String> {}

    @JobType(name = "test.waiter")
    record Waiter(String name) implements Job<String> {}

    @JobType(name = "test.listener")
    record Listener(String name) implements Job<String> {}

    private final Queue<Runnable> signs = new ConcurrentLinkedQueue<>();

    private TestEngine.Builder engine() {
        return TestEngine.builder()
                .queue("default", 4)
                .handler(Endless.class, (job, context) -> {
                    signs.add(() -> context.progress(Progress.unbounded(1, Progress.Unit.ITEMS)));
                    return context.interruptible(Mono.never());
                })
                .handler(Waiter.class, (job, context) -> context.await(new Endless("shared"), SHARED))
                .handler(
                        Listener.class,
                        (job, context) -> context.await(new Endless("shared"), SHARED, Duration.ofSeconds(30)));
    }

    private static void assertTimedOut(TestEngine engine, JobHandle<String> handle) {
        engine.until(handle.id(), JobState.FAILED);
        assertThatThrownBy(() -> TestEngine.now(handle.result()))
                .isInstanceOfSatisfying(
                        JobException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.JOB_TIMEOUT));
    }

    @Test
    void a_job_that_runs_for_too_long_fails_and_is_not_retried() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Endless("x"), ONE_MINUTE);
            engine.until(handle.id(), JobState.RUNNING);
            engine.advance(Duration.ofSeconds(59));
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
            engine.advance(Duration.ofSeconds(1));
            assertTimedOut(engine, handle);
            assertThat(engine.story(handle.id()))
                    .containsExactly("JobQueued", "JobStarted", "JobStopping", "JobFailed");
        }
    }

    @Test
    void the_time_stands_still_while_the_job_is_paused() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Endless("x"), ONE_MINUTE);
            engine.until(handle.id(), JobState.RUNNING);
            engine.advance(Duration.ofSeconds(40));
            TestEngine.done(handle.pause());
            engine.until(handle.id(), JobState.PAUSED);
            engine.advance(Duration.ofHours(1));
            TestEngine.done(handle.resume());
            engine.until(handle.id(), JobState.RUNNING);
            engine.settle();
            engine.advance(Duration.ofSeconds(19));
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
            engine.advance(Duration.ofSeconds(1));
            assertTimedOut(engine, handle);
        }
    }

    @Test
    void the_time_counts_while_the_job_waits_and_stands_still_while_what_it_waits_for_is_paused() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Waiter("x"), ONE_MINUTE);
            engine.until(handle.id(), JobState.WAITING);
            JobId shared = engine.view(handle.id()).dependsOn().get(0);
            engine.until(shared, JobState.RUNNING);
            engine.advance(Duration.ofSeconds(50));
            TestEngine.done(engine.jobs().pause(shared));
            engine.until(shared, JobState.PAUSED);
            engine.settle();
            engine.advance(Duration.ofHours(1));
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.WAITING);
            TestEngine.done(engine.jobs().resume(shared));
            engine.until(shared, JobState.RUNNING);
            engine.settle();
            engine.advance(Duration.ofSeconds(10));
            assertTimedOut(engine, handle);
            assertThat(engine.state(shared)).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void what_was_used_up_before_a_restart_stays_used_up() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Endless("x"), ONE_MINUTE);
            engine.until(handle.id(), JobState.RUNNING);
            engine.advance(Duration.ofSeconds(40));
            TestEngine.done(handle.pause());
            engine.until(handle.id(), JobState.PAUSED);
            engine.restart();
            TestEngine.done(engine.jobs().resume(handle.id()));
            engine.until(handle.id(), JobState.RUNNING);
            engine.settle();
            engine.advance(Duration.ofSeconds(20));
            engine.until(handle.id(), JobState.FAILED);
        }
    }

    @Test
    void a_wait_may_end_when_the_awaited_job_is_silent_and_signs_of_life_put_that_off() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Listener("x"));
            engine.until(handle.id(), JobState.WAITING);
            JobId shared = engine.view(handle.id()).dependsOn().get(0);
            engine.until("the shared job to run", () -> !signs.isEmpty());
            engine.advance(Duration.ofSeconds(25));
            signs.element().run();
            engine.settle();
            engine.advance(Duration.ofSeconds(25));
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.WAITING);
            engine.until("the wait to end", () -> {
                engine.advance(Duration.ofSeconds(1));
                engine.settle();
                return engine.state(handle.id()) == JobState.FAILED;
            });
            assertTimedOut(engine, handle);
            assertThat(engine.state(shared)).isEqualTo(JobState.RUNNING);
        }
    }

    @Test
    void silence_does_not_count_while_the_awaited_job_is_paused() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Listener("x"));
            engine.until(handle.id(), JobState.WAITING);
            JobId shared = engine.view(handle.id()).dependsOn().get(0);
            TestEngine.done(engine.jobs().pause(shared));
            engine.until(shared, JobState.PAUSED);
            for (int minute = 0; minute < 10; minute++) {
                engine.advance(Duration.ofMinutes(1));
                engine.settle();
            }
            assertThat(engine.state(handle.id())).isEqualTo(JobState.WAITING);
        }
    }
}
