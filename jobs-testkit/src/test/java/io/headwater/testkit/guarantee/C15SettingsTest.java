package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** An engine has its settings for as long as it is open; another start brings others. What a job was given stays its own. */
class C15SettingsTest {
    @JobType(name = "test.set")
    record Work(int number) implements Job<String> {}

    @TempDir
    private Path folder;

    private TestEngine.Builder engine(Function<JobContext, Mono<String>> handler) {
        return TestEngine.builder().folder(folder).handler(Work.class, (job, context) -> handler.apply(context));
    }

    private static Mono<String> works(JobContext context) {
        return context.interruptible(Mono.never());
    }

    @Test
    void C15_more_slots_hold_from_the_next_start_on_for_old_jobs_too() {
        List<JobHandle<String>> jobs;
        try (TestEngine before =
                engine(C15SettingsTest::works).queue("default", 1).start()) {
            jobs = IntStream.range(0, 3)
                    .mapToObj(number -> before.dispatch(new Work(number)))
                    .toList();
            before.until(jobs.get(0).id(), JobState.RUNNING);
            before.settle();
            assertThat(before.state(jobs.get(1).id())).isEqualTo(JobState.QUEUED);
        }
        try (TestEngine after =
                engine(C15SettingsTest::works).queue("default", 3).start()) {
            jobs.forEach(job -> after.until(job.id(), JobState.RUNNING));
        }
    }

    @Test
    void C15_jobs_of_a_queue_that_is_gone_go_to_the_default_one_with_a_warning() {
        JobHandle<String> job;
        try (TestEngine before =
                engine(C15SettingsTest::works).queue("special", 1).start()) {
            job = before.dispatch(new Work(1), DispatchOptions.defaults().withQueue("special"));
            before.until(job.id(), JobState.RUNNING);
        }
        try (Said said = Said.by("headwater");
                TestEngine after = engine(context -> Mono.just("done")).start()) {
            after.until(job.id(), JobState.COMPLETED);
            assertThat(said.containing("special")).hasSize(1);
        }
    }

    @Test
    void C15_so_do_jobs_that_were_in_quarantine_when_they_are_released() {
        JobHandle<String> job;
        try (TestEngine before = engine(C15SettingsTest::works)
                .queue("special", 1)
                .run(Runs.NOTHING)
                .start()) {
            job = before.dispatch(new Work(1), DispatchOptions.defaults().withQueue("special"));
        }
        try (TestEngine without =
                TestEngine.builder().folder(folder).queue("special", 1).start()) {
            without.until(job.id(), JobState.QUARANTINED);
        }
        try (TestEngine after = engine(context -> Mono.just("done")).start()) {
            after.until(job.id(), JobState.COMPLETED);
            assertThat(after.view(job.id()).queue()).isEqualTo("default");
        }
    }

    @Test
    void C15_so_do_jobs_that_ended_before_it_was_gone_and_are_retried() {
        JobHandle<String> job;
        try (TestEngine before = engine(context -> Mono.error(new IllegalStateException("bad luck")))
                .queue("special", 1)
                .start()) {
            job = before.dispatch(new Work(1), DispatchOptions.defaults().withQueue("special"));
            before.until(job.id(), JobState.FAILED);
        }
        try (TestEngine after = engine(context -> Mono.just("done")).start()) {
            TestEngine.done(after.jobs().retry(job.id()));
            after.until(job.id(), JobState.COMPLETED);
            assertThat(after.view(job.id()).queue()).isEqualTo("default");
        }
    }

    @Test
    void C15_what_was_asked_for_one_job_is_kept_over_a_restart() {
        DispatchOptions patient = DispatchOptions.defaults()
                .withRetry(RetryPolicy.defaults().withRetries(1))
                .withTimeout(Duration.ofMinutes(5));
        JobHandle<String> job;
        try (TestEngine before =
                engine(C15SettingsTest::works).grace(Duration.ofSeconds(1)).start()) {
            job = before.dispatch(new Work(1), patient);
            before.until(job.id(), JobState.RUNNING);
        }
        Function<JobContext, Mono<String>> failsOnce =
                context -> context.attempt() == 1 ? Mono.error(new IllegalStateException("not yet")) : works(context);
        try (TestEngine after =
                engine(failsOnce).grace(Duration.ofMinutes(1)).crashLimit(0).start()) {
            after.until(job.id(), JobState.SCHEDULED);
            after.advance(Duration.ofSeconds(3));
            after.until(job.id(), JobState.RUNNING);
            after.advance(Duration.ofMinutes(6));
            assertThat(after.until(job.id(), JobState.FAILED).error())
                    .isNotNull()
                    .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.JOB_TIMEOUT));
        }
    }
}
