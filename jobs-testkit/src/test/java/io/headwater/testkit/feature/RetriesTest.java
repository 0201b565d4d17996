package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RetriesTest {
    @JobType(name = "test.flaky")
    record Flaky(int failures) implements Job<String> {}

    private static final DispatchOptions RETRYING = DispatchOptions.defaults().withRetry(RetryPolicy.defaults());

    private final AtomicInteger calls = new AtomicInteger();

    private TestEngine start() {
        return TestEngine.builder()
                .handler(
                        Flaky.class,
                        (job, context) -> calls.incrementAndGet() <= job.failures()
                                ? Mono.error(new IllegalStateException("failure " + calls))
                                : Mono.just("attempt " + context.attempt()))
                .start();
    }

    @Test
    void rests_grow_two_four_and_eight_seconds_plus_jitter() {
        try (TestEngine engine = start()) {
            JobHandle<String> handle = engine.dispatch(new Flaky(3), RETRYING);
            for (int attempt = 1; attempt <= 3; attempt++) {
                int wanted = attempt;
                engine.until("failure " + attempt, () -> retries(engine, handle).size() == wanted);
                engine.advance(Duration.ofSeconds(10));
            }
            assertThat(TestEngine.now(handle.result())).isEqualTo("attempt 4");
            List<JobEvent.JobRetrying> retries = retries(engine, handle);
            for (int place = 0; place < 3; place++) {
                Instant failed = retries.get(place).at();
                long base = 2_000L << place;
                assertThat(Duration.between(failed, retries.get(place).retryAt())
                                .toMillis())
                        .isBetween(base, base + base / 5);
            }
        }
    }

    private static List<JobEvent.JobRetrying> retries(TestEngine engine, JobHandle<?> handle) {
        return engine.history(handle.id()).stream()
                .filter(JobEvent.JobRetrying.class::isInstance)
                .map(JobEvent.JobRetrying.class::cast)
                .toList();
    }

    @Test
    void when_no_retry_is_left_it_fails_and_a_person_who_retries_gets_all_of_them_anew() {
        try (TestEngine engine = start()) {
            JobHandle<String> handle = engine.dispatch(new Flaky(5), RETRYING);
            engine.until("the job to fail", () -> {
                engine.advance(Duration.ofSeconds(1));
                return engine.state(handle.id()) == JobState.FAILED;
            });
            assertThat(calls).hasValue(4);
            TestEngine.done(engine.jobs().retry(handle.id()));
            engine.until("the job to succeed", () -> {
                engine.advance(Duration.ofSeconds(1));
                return engine.state(handle.id()) == JobState.COMPLETED;
            });
            assertThat(engine.view(handle.id()).result()).isEqualTo("\"attempt 6\"");
        }
    }

    @Test
    void what_cannot_get_better_is_not_retried() {
        try (TestEngine engine = TestEngine.builder()
                .handler(
                        Flaky.class,
                        (job, context) -> Mono.error(
                                new JobException.Invalid(ErrorCode.INPUT, "no such language", "Choose one.")))
                .start()) {
            JobHandle<String> handle = engine.dispatch(new Flaky(1), RETRYING);
            engine.until(handle.id(), JobState.FAILED);
            assertThat(engine.story(handle.id())).doesNotContain("JobRetrying");
        }
    }

    @Test
    void K11_a_moment_that_was_named_is_kept_by_the_wall_clock_however_it_jumps() {
        try (TestEngine engine = start()) {
            JobHandle<String> handle = engine.dispatch(
                    new Flaky(0),
                    DispatchOptions.defaults().withStartAt(engine.time().now().plus(Duration.ofHours(2))));
            engine.time().jumpWallClock(Duration.ofDays(-1));
            engine.advance(Duration.ofHours(3));
            engine.settle();
            assertThat(engine.state(handle.id())).isEqualTo(JobState.SCHEDULED);
            engine.time().jumpWallClock(Duration.ofDays(1));
            engine.until("the job to run", () -> {
                engine.advance(Duration.ofSeconds(1));
                return engine.state(handle.id()) == JobState.COMPLETED;
            });
            assertThat(calls).hasValue(1);
        }
    }
}
