package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.Runs;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.testkit.TestEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Who waits in the queues is taken in when an engine starts, whoever else is among them. */
class G10QueuesAtStartTest {
    @JobType(name = "test.numbered")
    record Numbered(int number) implements Job<String> {}

    @JobType(name = "test.stranger")
    record Stranger() implements Job<String> {}

    private enum Among {
        NOBODY_ELSE,
        ONE_OF_A_QUEUE_THAT_IS_GONE,
        ONE_THAT_NOBODY_CAN_RUN
    }

    @TempDir
    private Path folder;

    private final List<Integer> order = new CopyOnWriteArrayList<>();

    private TestEngine.Builder engine() {
        return TestEngine.builder()
                .folder(folder)
                .queue("left", 1)
                .queue("right", 1)
                .handler(Numbered.class, (job, context) -> {
                    order.add(job.number());
                    return Mono.just("done");
                });
    }

    private TestEngine.Builder engineThatOnlyLooks() {
        return engine().queue("gone", 1)
                .handler(Stranger.class, (job, context) -> Mono.just("done"))
                .run(Runs.NOTHING);
    }

    @ParameterizedTest
    @EnumSource
    void G10_each_starts_in_its_own_queue_by_priority_and_age(Among among) {
        var jobs = new ArrayList<JobHandle<String>>();
        JobHandle<String> other;
        try (TestEngine before = engineThatOnlyLooks().start()) {
            jobs.add(dispatch(before, 1, "left", 0));
            jobs.add(dispatch(before, 2, "left", -100));
            jobs.add(dispatch(before, 11, "right", 0));
            other = switch (among) {
                case NOBODY_ELSE -> dispatch(before, 99, "default", 0);
                case ONE_OF_A_QUEUE_THAT_IS_GONE -> dispatch(before, 99, "gone", 0);
                case ONE_THAT_NOBODY_CAN_RUN -> before.dispatch(new Stranger());
            };
            jobs.add(dispatch(before, 3, "left", 100));
            jobs.add(dispatch(before, 4, "left", 0));
            jobs.add(dispatch(before, 12, "right", 7));
            assertThat(order).isEmpty();
        }
        try (TestEngine after = engine().start()) {
            jobs.forEach(job -> after.until(job.id(), JobState.COMPLETED));
            after.until(other.id(), among == Among.ONE_THAT_NOBODY_CAN_RUN ? JobState.QUARANTINED : JobState.COMPLETED);
            after.settle();
        }
        assertThat(order).filteredOn(number -> number < 10).containsExactly(3, 1, 4, 2);
        assertThat(order).filteredOn(number -> number > 10 && number < 99).containsExactly(12, 11);
    }

    private static JobHandle<String> dispatch(TestEngine engine, int number, String queue, int priority) {
        return engine.dispatch(
                new Numbered(number),
                DispatchOptions.defaults().withQueue(queue).withPriority(priority));
    }
}
