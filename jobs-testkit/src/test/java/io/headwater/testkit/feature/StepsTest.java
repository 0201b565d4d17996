package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.TypeRef;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.function.Tuple2;

class StepsTest {
    @JobType(name = "test.work")
    record Work(String name) implements Job<String> {}

    private final Sinks.One<String> release = Sinks.one();

    private TestEngine.Builder running(Function<JobContext, Mono<String>> handler) {
        return TestEngine.builder().queue("default", 4).handler(Work.class, (job, context) -> switch (job.name()) {
            case "child" -> Mono.just("child");
            case "slow" -> context.interruptible(release.asMono());
            default -> handler.apply(context);
        });
    }

    private static String resultOf(TestEngine engine) {
        return TestEngine.now(engine.dispatch(new Work("main")).result());
    }

    @Test
    void a_result_is_delivered_as_decoded_from_the_store() {
        try (TestEngine engine = running(
                        context -> context.step("list", new TypeRef<List<Integer>>() {}, Mono.just(List.of(1, 2)))
                                .map(list -> list.getClass().getSimpleName() + list))
                .start()) {
            assertThat(resultOf(engine)).isEqualTo("ArrayList[1, 2]");
        }
    }

    @Test
    void nothing_is_remembered_as_nothing() {
        var calls = new AtomicInteger();
        try (TestEngine engine = running(
                        context -> context.step("nothing", String.class, Mono.fromRunnable(calls::incrementAndGet))
                                .then(context.await(new Work("child"))))
                .forcedReentry()
                .start()) {
            assertThat(resultOf(engine)).isEqualTo("child");
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void a_failure_is_remembered_within_the_attempt_and_forgotten_in_the_next() {
        var calls = new AtomicInteger();
        try (TestEngine engine = running(context -> context.step("flaky", String.class, Mono.fromSupplier(() -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("first time");
                            }
                            return "second time";
                        }))
                        .onErrorResume(failure -> context.await(new Work("child"))
                                .then(Mono.error(
                                        new IllegalStateException("after the child: " + failure.getMessage())))))
                .forcedReentry()
                .start()) {
            JobHandle<String> handle =
                    engine.dispatch(new Work("main"), DispatchOptions.defaults().withRetry(RetryPolicy.defaults()));
            engine.until(handle.id(), JobState.SCHEDULED);
            assertThat(calls).hasValue(1);
            engine.advance(Duration.ofSeconds(3));
            assertThat(TestEngine.now(handle.result())).isEqualTo("second time");
        }
    }

    @Test
    void the_same_identity_twice_in_one_run_is_an_error_that_names_it() {
        try (TestEngine engine = running(context -> context.step("twin", String.class, Mono.just("one"))
                        .then(context.step("twin", String.class, Mono.just("two"))))
                .start()) {
            assertThatThrownBy(() -> resultOf(engine)).hasMessageContaining("step twin");
        }
    }

    @Test
    void two_awaits_of_equal_jobs_need_names_to_be_told_apart() {
        try (TestEngine engine = running(context -> context.await(new Work("child"))
                        .then(context.await(
                                new Work("child"), DispatchOptions.defaults().withName("again"))))
                .start()) {
            assertThat(resultOf(engine)).isEqualTo("child");
        }
        try (TestEngine engine = running(
                        context -> context.await(new Work("child")).then(context.await(new Work("child"))))
                .start()) {
            assertThatThrownBy(() -> resultOf(engine)).hasMessageContaining("used twice");
        }
    }

    @Test
    void an_await_inside_a_step_or_a_blocking_call_is_refused() {
        try (TestEngine engine = running(
                        context -> context.step("outer", String.class, context.await(new Work("child"))))
                .start()) {
            assertThatThrownBy(() -> resultOf(engine)).hasMessageContaining("step \"outer\"");
        }
        try (TestEngine engine = running(context ->
                        context.blocking(() -> context.await(new Work("child")).block()))
                .start()) {
            assertThatThrownBy(() -> resultOf(engine)).hasMessageContaining("a blocking call");
        }
    }

    @Test
    void while_the_job_waits_nothing_else_may_be_begun() {
        var rested = Sinks.<String>one();
        try (TestEngine engine = running(context -> Mono.zip(
                                context.await(new Work("slow")),
                                rested.asMono().then(Mono.defer(() -> refusals(context))))
                        .map(Tuple2::getT2))
                .start()) {
            JobHandle<String> handle = engine.dispatch(new Work("main"));
            engine.until(handle.id(), JobState.WAITING);
            engine.settle();
            rested.tryEmitValue("now").orThrow();
            assertThat(TestEngine.now(handle.result())).isEqualTo("WAITING WAITING WAITING WAITING");
        }
    }

    private Mono<String> refusals(JobContext context) {
        return Flux.concat(
                        context.<String>blocking(() -> "blocking").onErrorResume(StepsTest::codeOf),
                        context.step("late", String.class, Mono.just("step")).onErrorResume(StepsTest::codeOf),
                        context.checkpoint("late").then(Mono.just("checkpoint")).onErrorResume(StepsTest::codeOf),
                        context.dispatch(new Work("child"))
                                .map(Object::toString)
                                .onErrorResume(StepsTest::codeOf))
                .collectList()
                .map(codes -> String.join(" ", codes))
                .doOnNext(codes -> release.tryEmitValue("slow").orThrow());
    }

    private static Mono<String> codeOf(Throwable failure) {
        return Mono.just(failure instanceof JobException known ? known.code().name() : failure.toString());
    }

    @Test
    void a_dispatch_is_made_once_and_handed_out_again() {
        try (TestEngine engine = running(context -> context.dispatch(new Work("child"))
                        .flatMap(child -> context.await(
                                        new Work("child"),
                                        DispatchOptions.defaults().withName("other"))
                                .then(context.await(child))))
                .forcedReentry()
                .start()) {
            JobHandle<String> handle = engine.dispatch(new Work("main"));
            assertThat(TestEngine.now(handle.result())).isEqualTo("child");
            assertThat(TestEngine.now(engine.jobs().tree(handle.id())).children())
                    .hasSize(2);
        }
    }

    @Test
    void await_all_waits_for_all_and_keeps_their_order() {
        try (TestEngine engine = running(context -> context.awaitAll(List.of(new Work("slow"), new Work("child")))
                        .map(results -> String.join(", ", results)))
                .start()) {
            JobHandle<String> handle = engine.dispatch(new Work("main"));
            engine.until(handle.id(), JobState.WAITING);
            release.tryEmitValue("slow").orThrow();
            assertThat(TestEngine.now(handle.result())).isEqualTo("slow, child");
            assertThat(engine.story(handle.id()).stream().filter("JobWaiting"::equals))
                    .hasSize(1);
        }
    }
}
