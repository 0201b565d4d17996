package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.JobView;
import io.headwater.jobs.StopReason;
import io.headwater.testkit.TestEngine;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class C05CancelledParentTest {
    private static final int CHILDREN = 180;

    @JobType(name = "test.parent")
    record Parent(int children) implements Job<String> {}

    @JobType(name = "test.child", queue = "children")
    record Child(int number) implements Job<String> {}

    private final AtomicInteger spawned = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();

    private TestEngine start() {
        return TestEngine.builder()
                .queue("children", 3)
                .handler(Parent.class, (parent, context) -> spawn(parent, context))
                .handler(Child.class, (child, context) -> context.interruptible(Mono.never()))
                .start();
    }

    private Mono<String> spawn(Parent parent, JobContext context) {
        runs.incrementAndGet();
        return Flux.range(0, parent.children())
                .concatMap(number -> context.dispatch(new Child(number)))
                .doOnNext(child -> spawned.incrementAndGet())
                .then(context.interruptible(Mono.never()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 50, CHILDREN})
    void C05_a_parent_that_is_cancelled_while_it_spawns_leaves_no_orphan(int children) {
        try (TestEngine engine = start()) {
            JobHandle<String> parent = engine.dispatch(new Parent(CHILDREN));
            engine.until(children + " children", () -> spawned.get() >= children);
            TestEngine.done(engine.jobs().cancel(parent.id(), "enough"));
            engine.until(parent.id(), JobState.CANCELLED);
            engine.until(
                    "nothing to be alive",
                    () -> views(engine).stream().noneMatch(view -> view.state().isLive()));

            assertThat(views(engine)).allMatch(view -> view.state() == JobState.CANCELLED);
            long asked = seqOfCancel(engine, parent.id());
            assertThat(engine.history())
                    .filteredOn(event -> event.seq() > asked)
                    .noneMatch(JobEvent.JobStarted.class::isInstance)
                    .noneMatch(JobEvent.JobQueued.class::isInstance);

            engine.restart();
            engine.settle();
            assertThat(views(engine)).allMatch(view -> view.state() == JobState.CANCELLED);
        }
    }

    /** When it was asked to stop, or was ended at once because no handler was at work yet. */
    private static long seqOfCancel(TestEngine engine, JobId parent) {
        return engine.history(parent).stream()
                .filter(event -> event instanceof JobEvent.JobCancelled
                        || (event instanceof JobEvent.JobStopping stopping && stopping.reason() == StopReason.CANCEL))
                .mapToLong(JobEvent::seq)
                .min()
                .orElseThrow();
    }

    @Test
    void C05_a_cancelled_child_is_not_revived_by_a_parent_that_runs_again() {
        try (TestEngine engine = start()) {
            JobHandle<String> parent = engine.dispatch(new Parent(2));
            engine.until("two children", () -> spawned.get() == 2);
            JobId child = views(engine).stream()
                    .filter(view -> view.parent() != null)
                    .findFirst()
                    .orElseThrow()
                    .id();
            TestEngine.done(engine.jobs().cancel(child, "not this one"));
            engine.until(child, JobState.CANCELLED);

            engine.restart();
            engine.until("the parent to spawn again", () -> spawned.get() == 4);
            assertThat(runs).hasValue(2);
            assertThat(views(engine)).hasSize(3);
            assertThat(engine.state(child)).isEqualTo(JobState.CANCELLED);
            assertThat(engine.story(child)).endsWith("JobCancelled");
            assertThat(engine.state(parent.id())).isEqualTo(JobState.RUNNING);
        }
    }

    private static List<JobView> views(TestEngine engine) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200))).items();
    }
}
