package io.headwater.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** G10; fault row K09: jobs under which the process ends again and again. */
@Tag("G10")
class CrashedRepeatedlyTest {
    @Nested
    class A_job_that_ends_the_process_whenever_it_starts {
        @TempDir
        private Path folder;

        private final List<String> names = new ArrayList<>();

        private void dispatching(boolean poisonFirst) {
            names.addAll(PoisonMain.NEIGHBOURS);
            names.add(PoisonMain.POISON);
            if (poisonFirst) {
                Collections.rotate(names, 1);
            }
        }

        private Path file() {
            return folder.resolve("jobs.db");
        }

        private Child start(int run, int crashLimit) {
            var arguments = new ArrayList<>(List.of(file().toString(), Integer.toString(crashLimit)));
            if (run == 1) {
                arguments.addAll(names);
            }
            return Child.start(PoisonMain.class, folder, "run-" + run, arguments);
        }

        private void isPoisoned(int run, int crashLimit) throws InterruptedException {
            try (Child child = start(run, crashLimit)) {
                child.expectEnd(PoisonMain.POISONED);
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void K09_fails_after_the_third_time_and_its_neighbours_go_on(boolean poisonFirst) throws InterruptedException {
            dispatching(poisonFirst);
            for (int run = 1; run <= 3; run++) {
                isPoisoned(run, 3);
            }
            try (Child last = start(4, 3)) {
                last.await(Fact.Kind.DONE);
                last.expectEnd(0);
            }
            try (JobEngine engine = lookingOn()) {
                Map<String, JobView> jobs = byName(engine);
                JobView poison = jobs.remove(PoisonMain.POISON);
                assertThat(poison.state()).isEqualTo(JobState.FAILED);
                assertThat(poison.error()).satisfies(CrashedRepeatedlyTest::crashedThreeTimes);
                assertThat(jobs.keySet()).containsExactlyInAnyOrderElementsOf(PoisonMain.NEIGHBOURS);
                assertThat(jobs.values()).allMatch(job -> job.state() == JobState.COMPLETED && job.attempt() == 1);
                suspectsRanOneAtATime(TestEngine.now(engine.history(EventFilter.all())));
            }
        }

        @Test
        void K09_never_fails_where_the_limit_is_switched_off() throws InterruptedException {
            names.add(PoisonMain.POISON);
            for (int run = 1; run <= 5; run++) {
                isPoisoned(run, 0);
            }
            try (JobEngine engine = lookingOn()) {
                assertThat(byName(engine).get(PoisonMain.POISON).state().isLive())
                        .isTrue();
            }
        }

        /** Nobody drinks. */
        private JobEngine lookingOn() {
            return JobEngine.builder()
                    .database(file())
                    .crashLimit(0)
                    .handler(Draught.class, (job, context) -> context.interruptible(Mono.never()))
                    .start();
        }

        private static Map<String, JobView> byName(JobEngine engine) {
            var jobs = new ConcurrentHashMap<String, JobView>();
            for (JobView view : TestEngine.now(engine.list(JobQuery.all())).items()) {
                jobs.put(view.params().replaceAll(".*:\"|\"}", ""), view);
            }
            return jobs;
        }

        /** After two crashes under it a job is a suspect. */
        private static void suspectsRanOneAtATime(List<JobEvent> events) {
            var crashes = new ConcurrentHashMap<JobId, Integer>();
            Set<JobId> suspectsAtWork = new HashSet<>();
            int suspectsStarted = 0;
            for (JobEvent event : events) {
                if (event instanceof JobEvent.JobStarted && crashes.getOrDefault(event.job(), 0) >= 2) {
                    suspectsAtWork.add(event.job());
                    suspectsStarted++;
                    assertThat(suspectsAtWork)
                            .as("suspects at work at once, %s", event)
                            .hasSize(1);
                } else {
                    suspectsAtWork.remove(event.job());
                }
                if (event instanceof JobEvent.JobQueued queued && queued.cause() == JobEvent.Cause.CRASH) {
                    crashes.merge(event.job(), 1, Integer::sum);
                }
            }
            assertThat(suspectsStarted).isGreaterThanOrEqualTo(3);
        }
    }

    private static void crashedThreeTimes(JobError error) {
        assertThat(error.code()).isEqualTo(ErrorCode.CRASHED_REPEATEDLY);
        assertThat(error.message()).contains("3 times");
        assertThat(error.hint()).isNotBlank();
    }

    @Nested
    class Counting {
        private final Map<String, Function<JobContext, Mono<String>>> parts = new ConcurrentHashMap<>();
        private final AtomicInteger ready = new AtomicInteger();

        private TestEngine.Builder engine() {
            return TestEngine.builder()
                    .queue("default", 4)
                    .handler(
                            Draught.class,
                            (job, context) -> parts.getOrDefault(job.name(), unused -> Mono.just(job.name()))
                                    .apply(context));
        }

        /** Does something in each of its runs, then stays until the process ends. */
        private void lasts(String name, Function<JobContext, Mono<?>> first) {
            parts.put(
                    name,
                    context -> first.apply(context)
                            .then(Mono.fromRunnable(ready::incrementAndGet))
                            .then(context.interruptible(Mono.never())));
        }

        private void lasts(String name) {
            lasts(name, context -> Mono.empty());
        }

        /** The process ends as soon as so many jobs have come to where they stay. */
        private void crashOver(int jobs, TestEngine engine) {
            engine.until(jobs + " jobs to stay", () -> ready.get() == jobs);
            ready.set(0);
            engine.crash();
        }

        private void crashTimes(int times, TestEngine engine) {
            for (int crash = 0; crash < times; crash++) {
                crashOver(1, engine);
            }
        }

        private void failsAtTheNextCrash(JobHandle<String> handle, TestEngine engine) {
            crashOver(1, engine);
            JobView failed = engine.until(handle.id(), JobState.FAILED);
            assertThat(failed.error()).satisfies(CrashedRepeatedlyTest::crashedThreeTimes);
        }

        @Test
        void fails_a_job_at_the_third_crash_and_tells_who_waits_for_it() {
            lasts("mere");
            parts.put("guest", context -> context.await(new Draught("mere")));
            try (TestEngine engine = engine().start()) {
                JobHandle<String> guest = engine.dispatch(new Draught("guest"));
                crashTimes(3, engine);
                JobError error = Objects.requireNonNull(
                        engine.until(guest.id(), JobState.FAILED).error());
                assertThat(error.code()).isEqualTo(ErrorCode.DEPENDENCY_FAILED);
                assertThat(error.causes()).anyMatch(cause -> cause.type().equals("CRASHED_REPEATEDLY"));
            }
        }

        @Test
        void leaves_out_a_job_that_has_stored_a_checkpoint_since_its_start() {
            var count = new AtomicInteger();
            lasts("scribe", context -> context.checkpoint(count.incrementAndGet()));
            staysThroughSixCrashes("scribe");
        }

        @Test
        void leaves_out_a_job_that_has_stored_a_step_since_its_start() {
            var count = new AtomicInteger();
            lasts(
                    "mason",
                    context -> context.step("stone " + count.incrementAndGet(), String.class, Mono.just("laid")));
            staysThroughSixCrashes("mason");
        }

        @Test
        void leaves_out_a_job_that_has_waited_since_its_start() {
            var count = new AtomicInteger();
            lasts(
                    "host",
                    context -> context.await(
                            new Draught("ale"),
                            DispatchOptions.defaults().withName("round " + count.incrementAndGet())));
            staysThroughSixCrashes("host");
        }

        private void staysThroughSixCrashes(String name) {
            try (TestEngine engine = engine().start()) {
                JobHandle<String> handle = engine.dispatch(new Draught(name));
                crashTimes(6, engine);
                assertThat(engine.until(handle.id(), JobState.RUNNING).attempt())
                        .isEqualTo(1);
            }
        }

        @Test
        void is_not_impressed_by_what_an_earlier_run_has_stored() {
            lasts(
                    "heir",
                    context -> context.step("once", String.class, Mono.just("stored"))
                            .then(context.await(new Draught("ale"))));
            try (TestEngine engine = engine().start()) {
                JobHandle<String> handle = engine.dispatch(new Draught("heir"));
                crashTimes(3, engine);
                assertThat(engine.state(handle.id()).isLive()).isTrue();
                failsAtTheNextCrash(handle, engine);
            }
        }

        @Test
        void begins_anew_when_something_was_stored() {
            var run = new AtomicInteger();
            lasts("late", context -> run.incrementAndGet() == 3 ? context.checkpoint("there") : Mono.empty());
            try (TestEngine engine = engine().start()) {
                JobHandle<String> handle = engine.dispatch(new Draught("late"));
                crashTimes(5, engine);
                assertThat(engine.state(handle.id()).isLive()).isTrue();
                failsAtTheNextCrash(handle, engine);
            }
        }

        @Test
        void begins_anew_when_somebody_tries_the_job_again() {
            lasts("stubborn");
            try (TestEngine engine = engine().start()) {
                JobHandle<String> handle = engine.dispatch(new Draught("stubborn"));
                crashTimes(2, engine);
                failsAtTheNextCrash(handle, engine);
                TestEngine.done(engine.jobs().retry(handle.id()));
                crashTimes(2, engine);
                assertThat(engine.until(handle.id(), JobState.RUNNING).attempt())
                        .isEqualTo(2);
                failsAtTheNextCrash(handle, engine);
            }
        }

        @Test
        void leaves_out_jobs_that_were_closed_in_good_order() {
            lasts("calm");
            try (TestEngine engine = engine().start()) {
                JobHandle<String> handle = engine.dispatch(new Draught("calm"));
                for (int close = 0; close < 4; close++) {
                    engine.until("it to stay", () -> ready.get() == 1);
                    ready.set(0);
                    engine.restart();
                }
                assertThat(engine.until(handle.id(), JobState.RUNNING).attempt())
                        .isEqualTo(1);
            }
        }

        @Test
        void leaves_out_jobs_that_did_not_run() {
            lasts("scribe", context -> context.checkpoint(ready.get()));
            parts.put("guest", context -> context.await(new Draught("scribe")));
            try (TestEngine engine = engine().start()) {
                JobHandle<String> waiting = engine.dispatch(new Draught("guest"));
                JobHandle<String> delayed = engine.dispatch(
                        new Draught("later"), DispatchOptions.defaults().withDelay(Duration.ofDays(1)));
                JobHandle<String> paused = engine.dispatch(
                        new Draught("paused"), DispatchOptions.defaults().withDelay(Duration.ofDays(1)));
                TestEngine.done(paused.pause());
                crashTimes(4, engine);
                assertThat(engine.state(waiting.id())).isEqualTo(JobState.WAITING);
                assertThat(engine.state(delayed.id())).isEqualTo(JobState.SCHEDULED);
                assertThat(engine.state(paused.id())).isEqualTo(JobState.PAUSED);
            }
        }

        @Test
        void is_switched_off_by_a_limit_of_zero_and_then_nobody_is_a_suspect() {
            lasts("one");
            lasts("two");
            try (TestEngine engine = engine().crashLimit(0).start()) {
                JobHandle<String> one = engine.dispatch(new Draught("one"));
                JobHandle<String> two = engine.dispatch(new Draught("two"));
                for (int crash = 0; crash < 5; crash++) {
                    crashOver(2, engine);
                }
                engine.until(one.id(), JobState.RUNNING);
                engine.until(two.id(), JobState.RUNNING);
            }
        }

        @Test
        void lets_other_jobs_run_beside_a_suspect() {
            lasts("suspect");
            try (TestEngine engine = engine().start()) {
                JobHandle<String> suspect = engine.dispatch(new Draught("suspect"));
                crashTimes(2, engine);
                engine.until(suspect.id(), JobState.RUNNING);
                assertThat(TestEngine.now(engine.dispatch(new Draught("new")).result()))
                        .isEqualTo("new");
                assertThat(engine.state(suspect.id())).isEqualTo(JobState.RUNNING);
            }
        }

        @Test
        void goes_on_with_the_next_suspect_when_one_that_waited_for_its_turn_is_cancelled() {
            for (String name : List.of("first", "second", "third")) {
                lasts(name);
            }
            try (TestEngine engine = engine().start()) {
                JobHandle<String> first = engine.dispatch(new Draught("first"));
                JobHandle<String> second = engine.dispatch(new Draught("second"));
                JobHandle<String> third = engine.dispatch(new Draught("third"));
                crashOver(3, engine);
                crashOver(3, engine);
                engine.until(first.id(), JobState.RUNNING);
                engine.settle();
                assertThat(List.of(engine.state(second.id()), engine.state(third.id())))
                        .containsOnly(JobState.QUEUED);
                TestEngine.done(engine.jobs().cancel(second.id()));
                TestEngine.done(engine.jobs().pause(first.id()));
                engine.until(first.id(), JobState.PAUSED);
                engine.until(third.id(), JobState.RUNNING);
                assertThat(engine.state(second.id())).isEqualTo(JobState.CANCELLED);
            }
        }
    }
}
