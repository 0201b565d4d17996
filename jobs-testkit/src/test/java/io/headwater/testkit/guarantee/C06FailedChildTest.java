package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class C06FailedChildTest {
    private static final List<Serve> CHILDREN = List.of(new Serve("first"), new Serve("broken"), new Serve("last"));

    private final Stage stage = new Stage()
            .when("broken", context -> Mono.error(new IllegalStateException("no such film")))
            .when("strict", context -> context.awaitAll(CHILDREN).map(Object::toString))
            .when(
                    "lenient",
                    context -> context.awaitAll(CHILDREN)
                            .map(Object::toString)
                            .onErrorResume(failure -> Mono.just("done without: " + failure.getMessage())));

    @Test
    void C06_a_parent_that_lets_the_failure_pass_fails_with_its_story() {
        try (TestEngine engine = stage.waits("last").engine().start()) {
            JobHandle<String> parent = engine.dispatch(new Act("strict"));
            engine.until("the one to fail", () -> childrenOf(engine, parent).get("broken") == JobState.FAILED);
            // Neither the parent nor the sibling is ended by that: both go on as if it had not happened.
            assertThat(engine.state(parent.id())).isEqualTo(JobState.WAITING);
            engine.until(
                    "the sibling to be at work",
                    () -> childrenOf(engine, parent).get("last") == JobState.RUNNING);

            stage.say("last", "filed");
            assertThat(engine.until(parent.id(), JobState.FAILED).error())
                    .isNotNull()
                    .satisfies(error -> assertThat(error.message()).isEqualTo("Dependency job failed: no such film"));
            assertThat(childrenOf(engine, parent))
                    .isEqualTo(
                            Map.of("first", JobState.COMPLETED, "broken", JobState.FAILED, "last", JobState.COMPLETED));
        }
    }

    @Test
    void C06_a_parent_that_can_do_without_completes() {
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> parent = engine.dispatch(new Act("lenient"));
            assertThat(TestEngine.now(parent.result())).isEqualTo("done without: Dependency job failed: no such film");
            assertThat(childrenOf(engine, parent)).containsEntry("broken", JobState.FAILED);
        }
    }

    private static Map<String, JobState> childrenOf(TestEngine engine, JobHandle<String> parent) {
        return TestEngine.now(engine.jobs().tree(parent.id())).children().stream()
                .map(JobTree::job)
                .collect(Collectors.toMap(job -> job.params().replaceAll(".*:\"|\"}", ""), job -> job.state()));
    }
}
