package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class C10RetryCrowdTest {
    private static final int CROWD = 500;

    @JobType(name = "test.crowd")
    record OneOfMany(int number) implements Job<Integer> {}

    @Test
    void C10_five_hundred_that_fail_together_do_not_retry_together() {
        var again = new AtomicInteger();
        TestEngine.Builder builder = TestEngine.builder()
                .queue("default", CROWD)
                .handler(OneOfMany.class, (job, context) -> {
                    if (context.attempt() == 1) {
                        return Mono.error(new IllegalStateException("the server is gone"));
                    }
                    again.incrementAndGet();
                    return Mono.just(job.number());
                });
        try (TestEngine engine = builder.start()) {
            List<JobHandle<Integer>> crowd = IntStream.range(0, CROWD)
                    .mapToObj(number -> engine.dispatch(
                            new OneOfMany(number), DispatchOptions.defaults().withRetry(RetryPolicy.defaults())))
                    .toList();
            engine.until("all to have failed once", () -> retries(engine).size() == CROWD);

            // Time stands still: all failed at the same instant, and rest 2 s plus up to 20 %.
            List<Long> rests = retries(engine).stream()
                    .map(retry -> Duration.between(retry.at(), retry.retryAt()).toMillis())
                    .toList();
            assertThat(rests).allSatisfy(rest -> assertThat(rest).isBetween(2_000L, 2_400L));
            Map<Long, Long> perTenth = rests.stream()
                    .collect(Collectors.groupingBy(rest -> Math.min(9, (rest - 2_000) / 40), Collectors.counting()));
            // Fifty each, were chance without chance; six standard deviations are left to it.
            assertThat(perTenth.values())
                    .hasSize(10)
                    .allSatisfy(count -> assertThat(count).isBetween(10L, 90L));

            engine.advance(Duration.ofMillis(2_200));
            engine.settle();
            assertThat(again.get()).isLessThan(CROWD / 2 + 75);
            engine.until("all to have been tried again", () -> {
                engine.advance(Duration.ofMillis(40));
                return again.get() == CROWD;
            });
            assertThat(Flux.fromIterable(crowd)
                            .flatMap(JobHandle::result)
                            .collect(Collectors.toSet())
                            .block(TestEngine.PATIENCE))
                    .hasSize(CROWD);
        }
    }

    private static List<JobEvent.JobRetrying> retries(TestEngine engine) {
        return engine.history().stream()
                .filter(JobEvent.JobRetrying.class::isInstance)
                .map(JobEvent.JobRetrying.class::cast)
                .toList();
    }
}
