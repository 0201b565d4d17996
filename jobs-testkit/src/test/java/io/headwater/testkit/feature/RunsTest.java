package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

class RunsTest {
    @JobType(name = "test.errand", queue = "errands")
    record Errand(String name) implements Job<String> {}

    private static final DispatchOptions SHARED = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));

    @TempDir
    Path folder;

    /** An engine of yesterday: nothing ends in it, so it leaves one job running and the others queued. */
    private Map<String, JobId> yesterday(String... names) {
        var ids = new ConcurrentHashMap<String, JobId>();
        try (TestEngine engine = TestEngine.builder()
                .queue("errands", 1)
                .handler(Errand.class, (job, context) -> context.interruptible(Mono.never()))
                .folder(folder)
                .start()) {
            for (String name : names) {
                DispatchOptions options = name.equals("shared") ? SHARED : DispatchOptions.defaults();
                ids.put(name, engine.dispatch(new Errand(name), options).id());
            }
            engine.until(ids.get(names[0]), JobState.RUNNING);
            engine.crash(); // and starts again, and again one runs
            engine.until(ids.get(names[0]), JobState.RUNNING);
        }
        return ids;
    }

    private static Mono<String> run(Errand job, JobContext context) {
        return switch (job.name()) {
            case "top" -> context.await(new Errand("child")).then(context.await(new Errand("shared"), SHARED));
            default -> Mono.just(job.name());
        };
    }

    private TestEngine.Builder today(Runs runs) {
        return TestEngine.builder()
                .queue("errands", 1)
                .handler(Errand.class, RunsTest::run)
                .folder(folder)
                .run(runs);
    }

    @Test
    void an_engine_that_only_looks_starts_nothing_and_obeys_every_command() {
        Map<String, JobId> ids = yesterday("first", "second", "third");
        try (TestEngine looking =
                TestEngine.builder().folder(folder).run(Runs.NOTHING).start()) {
            // It knows neither the type nor the queue, and takes no offence.
            assertThat(ids.values())
                    .allSatisfy(id -> assertThat(looking.state(id)).isEqualTo(JobState.QUEUED));
            assertThat(looking.view(ids.get("first")).queue()).isEqualTo("errands");
            TestEngine.done(looking.jobs().pause(ids.get("first")));
            TestEngine.done(looking.jobs().cancel(ids.get("second")));
            TestEngine.done(looking.jobs().retry(ids.get("second")));
            TestEngine.done(looking.jobs().pause(ids.get("third")));
            TestEngine.done(looking.jobs().resume(ids.get("third")));
            looking.settle();
            assertThat(looking.state(ids.get("first"))).isEqualTo(JobState.PAUSED);
            assertThat(looking.state(ids.get("second"))).isEqualTo(JobState.QUEUED);
            assertThat(looking.state(ids.get("third"))).isEqualTo(JobState.QUEUED);
        }
        try (TestEngine engine = today(Runs.NOTHING).start()) {
            JobHandle<String> fresh = engine.dispatch(new Errand("fresh"));
            engine.settle();
            assertThat(engine.state(fresh.id())).isEqualTo(JobState.QUEUED);
        }
        try (TestEngine engine = today(Runs.ALL).start()) {
            engine.until(ids.get("second"), JobState.COMPLETED);
            engine.until(ids.get("third"), JobState.COMPLETED);
            assertThat(engine.state(ids.get("first"))).isEqualTo(JobState.PAUSED);
        }
    }

    @Test
    void an_engine_for_one_job_runs_it_with_all_that_it_needs_and_nothing_else() {
        Map<String, JobId> ids = yesterday("first", "shared", "top", "last");
        try (TestEngine engine = today(Runs.only(ids.get("top"))).start()) {
            JobHandle<String> fresh = engine.dispatch(new Errand("fresh"));
            assertThat(TestEngine.now(
                            engine.jobs().handle(ids.get("top"), Errand.class).result()))
                    .isEqualTo("shared");
            engine.settle();
            assertThat(engine.state(ids.get("shared"))).isEqualTo(JobState.COMPLETED);
            assertThat(engine.state(ids.get("first"))).isEqualTo(JobState.QUEUED);
            assertThat(engine.state(ids.get("last"))).isEqualTo(JobState.QUEUED);
            assertThat(engine.state(fresh.id())).isEqualTo(JobState.QUEUED);
        }
        try (TestEngine engine = today(Runs.ALL).start()) {
            engine.until(ids.get("first"), JobState.COMPLETED);
            engine.until(ids.get("last"), JobState.COMPLETED);
        }
    }

    @Test
    void what_the_one_job_waited_for_already_runs_too() {
        JobId waiter;
        JobId other;
        try (TestEngine engine = TestEngine.builder()
                .queue("errands", 1)
                .handler(
                        Errand.class,
                        (job, context) -> job.name().equals("waiter")
                                ? context.await(new Errand("shared"), SHARED)
                                : context.interruptible(Mono.never()))
                .folder(folder)
                .start()) {
            other = engine.dispatch(new Errand("other")).id();
            engine.until(other, JobState.RUNNING);
            waiter = engine.dispatch(new Errand("waiter")).id();
            TestEngine.done(engine.jobs().queues().slots("errands", 2));
            engine.until(waiter, JobState.WAITING);
        }
        try (TestEngine engine = TestEngine.builder()
                .queue("errands", 1)
                .handler(
                        Errand.class,
                        (job, context) -> job.name().equals("waiter")
                                ? context.await(new Errand("shared"), SHARED)
                                : Mono.just(job.name()))
                .folder(folder)
                .run(Runs.only(waiter))
                .start()) {
            assertThat(TestEngine.now(engine.jobs().handle(waiter, Errand.class).result()))
                    .isEqualTo("shared");
            assertThat(engine.state(other)).isEqualTo(JobState.QUEUED);
        }
    }
}
