package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.QueueView;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class QueueControlsTest {
    @JobType(name = "test.turn", queue = "press")
    record Turn(String name) implements Job<String> {}

    private final Map<String, Sinks.One<String>> cues = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    private Mono<String> cue(String name) {
        return cues.computeIfAbsent(name, unused -> Sinks.one()).asMono();
    }

    private void end(String name) {
        cue(name);
        cues.get(name).tryEmitValue(name).orThrow();
    }

    private TestEngine.Builder engine() {
        return TestEngine.builder()
                .queue("press", 1)
                .handler(
                        Turn.class,
                        (job, context) -> Mono.defer(() -> {
                                    running.incrementAndGet();
                                    return context.interruptible(cue(job.name()));
                                })
                                // Before the engine hears of the end, and may start another.
                                .doOnTerminate(running::decrementAndGet)
                                .doOnCancel(running::decrementAndGet));
    }

    private static QueueView press(TestEngine engine) {
        return TestEngine.now(engine.jobs().queues().list()).stream()
                .filter(queue -> queue.name().equals("press"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void more_slots_start_more_and_fewer_let_go_on_what_runs() {
        try (TestEngine engine = engine().start()) {
            List<JobHandle<String>> jobs = new ArrayList<>();
            for (String name : List.of("a", "b", "c", "d")) {
                jobs.add(engine.dispatch(new Turn(name)));
            }
            engine.until(jobs.get(0).id(), JobState.RUNNING);
            TestEngine.done(engine.jobs().queues().slots("press", 3));
            engine.until(jobs.get(2).id(), JobState.RUNNING);
            assertThat(press(engine)).isEqualTo(new QueueView("press", 3, false, 3, 1));

            TestEngine.done(engine.jobs().queues().slots("press", 1));
            end("a");
            engine.until(jobs.get(0).id(), JobState.COMPLETED);
            engine.settle();
            assertThat(press(engine)).isEqualTo(new QueueView("press", 1, false, 2, 1));
            end("b");
            end("c");
            engine.until(jobs.get(3).id(), JobState.RUNNING);
            end("d");
        }
    }

    @Test
    void a_paused_queue_starts_nothing_over_a_restart_too_until_it_is_resumed() {
        try (TestEngine engine = engine().start()) {
            JobHandle<String> first = engine.dispatch(new Turn("first"));
            engine.until(first.id(), JobState.RUNNING);
            TestEngine.done(engine.jobs().queues().pause("press"));
            TestEngine.done(engine.jobs().queues().slots("press", 2));
            end("first");
            engine.until(first.id(), JobState.COMPLETED);
            JobHandle<String> second = engine.dispatch(new Turn("second"));

            engine.restart();
            engine.settle();
            assertThat(engine.state(second.id())).isEqualTo(JobState.QUEUED);
            assertThat(press(engine)).isEqualTo(new QueueView("press", 2, true, 0, 1));
            JobHandle<String> elsewhere = engine.dispatch(
                    new Turn("elsewhere"), DispatchOptions.defaults().withQueue("default"));
            engine.until(elsewhere.id(), JobState.RUNNING);

            TestEngine.done(engine.jobs().queues().resume("press"));
            engine.until(second.id(), JobState.RUNNING);
            end("second");
            end("elsewhere");
        }
    }

    @Test
    void what_makes_no_sense_is_refused() {
        try (TestEngine engine = engine().start()) {
            assertThatThrownBy(() -> TestEngine.done(engine.jobs().queues().pause("pres")))
                    .hasMessageContaining("There is no queue \"pres\"");
            assertThatThrownBy(() -> TestEngine.done(engine.jobs().queues().slots("press", 0)))
                    .hasMessageContaining("cannot have 0 slots");
        }
    }

    @Test
    void jobs_of_a_queue_that_is_gone_go_to_the_default_one_with_a_warning(@TempDir Path folder) {
        JobHandle<String> stays;
        try (TestEngine engine = engine().queue("gone", 1).folder(folder).start()) {
            DispatchOptions gone = DispatchOptions.defaults().withQueue("gone");
            engine.until(engine.dispatch(new Turn("runs"), gone).id(), JobState.RUNNING);
            stays = engine.dispatch(new Turn("stays"), gone);
        }
        try (Said said = Said.by("headwater.jobs");
                TestEngine engine = engine().queue("default", 2).folder(folder).start()) {
            engine.until(stays.id(), JobState.RUNNING);
            assertThat(engine.view(stays.id()).queue()).isEqualTo("default");
            assertThat(said.containing("Queue gone is gone")).hasSize(1);
        }
    }

    @Test
    void never_do_more_run_than_slots_allow_however_they_change_G7() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (TestEngine engine = engine().start()) {
            var slots = 1;
            var handles = new ArrayList<JobHandle<String>>();
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(6)) {
                    case 0 -> TestEngine.done(engine.jobs().queues().pause("press"));
                    case 1, 2 -> TestEngine.done(engine.jobs().queues().resume("press"));
                    case 3 -> {
                        int before = slots;
                        slots = 1 + random.nextInt(5);
                        TestEngine.done(engine.jobs().queues().slots("press", slots));
                        // What runs beyond a smaller number goes on; it ends here, so that the rest can be counted.
                        for (int number = 0; slots < before && number < handles.size(); number++) {
                            cues.get("turn " + number).tryEmitValue("");
                        }
                    }
                    default -> {
                        cue("turn " + handles.size());
                        handles.add(engine.dispatch(new Turn("turn " + handles.size())));
                    }
                }
                int allowed = slots;
                engine.until("seed %d, step %d: at most %d to run".formatted(seed, step, allowed), () -> {
                    engine.settle();
                    return press(engine).running() <= allowed;
                });
                assertThat(running.get()).as("seed %d, step %d", seed, step).isLessThanOrEqualTo(allowed);
            }
            TestEngine.done(engine.jobs().queues().resume("press"));
            for (int number = 0; number < handles.size(); number++) {
                cues.get("turn " + number).tryEmitValue("");
            }
            handles.forEach(handle -> engine.until(handle.id(), JobState.COMPLETED));
        }
    }
}
