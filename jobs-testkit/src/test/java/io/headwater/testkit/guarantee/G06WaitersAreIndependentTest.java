package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G6. */
@Tag("G6")
class G06WaitersAreIndependentTest {
    private final Stage stage = new Stage();

    private TestEngine start() {
        stage.waits("download");
        for (String waiter : new String[] {"one", "two", "three"}) {
            stage.when(
                    waiter,
                    context -> context.await(
                                    new Serve("download"),
                                    DispatchOptions.defaults().withUniqueKey(UniqueKey.onThisNode("model")))
                            .map(model -> waiter + " with " + model));
        }
        return stage.engine().start();
    }

    @Test
    void a_waiter_that_is_cancelled_or_paused_leaves_the_shared_job_and_the_other_waiters_alone() {
        try (TestEngine engine = start()) {
            JobHandle<String> one = engine.dispatch(new Act("one"));
            JobHandle<String> two = engine.dispatch(new Act("two"));
            JobHandle<String> three = engine.dispatch(new Act("three"));
            Stream.of(one, two, three).forEach(waiter -> engine.until(waiter.id(), JobState.WAITING));
            JobId download = engine.view(one.id()).dependsOn().get(0);
            assertThat(engine.view(two.id()).dependsOn()).containsExactly(download);

            TestEngine.done(one.cancel());
            TestEngine.done(two.pause());
            engine.until(one.id(), JobState.CANCELLED);
            engine.until(two.id(), JobState.PAUSED);
            assertThat(engine.state(download)).isEqualTo(JobState.RUNNING);
            assertThat(engine.state(three.id())).isEqualTo(JobState.WAITING);

            stage.say("download", "base");
            assertThat(TestEngine.now(three.result())).isEqualTo("three with base");
            assertThat(engine.state(two.id())).isEqualTo(JobState.PAUSED);
            TestEngine.done(two.resume());
            assertThat(TestEngine.now(two.result())).isEqualTo("two with base");
        }
    }

    @Test
    void a_pause_of_the_shared_job_leaves_them_waiting_and_is_shown_as_what_blocks_them() {
        try (TestEngine engine = start()) {
            JobHandle<String> one = engine.dispatch(new Act("one"));
            engine.until(one.id(), JobState.WAITING);
            JobId download = engine.view(one.id()).dependsOn().get(0);
            TestEngine.done(engine.jobs().pause(download));
            engine.until(download, JobState.PAUSED);
            assertThat(engine.view(one.id()).blockedBy()).containsExactly(download);
            assertThat(engine.state(one.id())).isEqualTo(JobState.WAITING);

            TestEngine.done(engine.jobs().resume(download));
            stage.say("download", "base");
            assertThat(TestEngine.now(one.result())).isEqualTo("one with base");
        }
    }

    @Test
    void a_cancel_of_the_shared_job_fails_all_who_wait_and_says_why() {
        try (TestEngine engine = start()) {
            JobHandle<String> one = engine.dispatch(new Act("one"));
            JobHandle<String> two = engine.dispatch(new Act("two"));
            engine.until(one.id(), JobState.WAITING);
            engine.until(two.id(), JobState.WAITING);
            TestEngine.done(
                    engine.jobs().cancel(engine.view(one.id()).dependsOn().get(0), "too large"));
            assertThatThrownBy(() -> TestEngine.now(one.result()))
                    .hasMessage("Dependency job was cancelled: too large");
            assertThatThrownBy(() -> TestEngine.now(two.result()))
                    .hasMessage("Dependency job was cancelled: too large");
        }
    }

    @Test
    void the_tree_shows_a_shared_job_below_each_who_waits_for_it() {
        try (TestEngine engine = start()) {
            JobHandle<String> one = engine.dispatch(new Act("one"));
            JobHandle<String> two = engine.dispatch(new Act("two"));
            engine.until(one.id(), JobState.WAITING);
            engine.until(two.id(), JobState.WAITING);
            JobId download = engine.view(one.id()).dependsOn().get(0);
            for (JobHandle<String> waiter : java.util.List.of(one, two)) {
                JobTree tree = TestEngine.now(engine.jobs().tree(waiter.id()));
                assertThat(tree.children()).singleElement().satisfies(below -> {
                    assertThat(below.job().id()).isEqualTo(download);
                    assertThat(below.relation()).isEqualTo(JobTree.Relation.DEPENDENCY);
                    assertThat(below.shared()).isTrue();
                    assertThat(below.job().parent()).isNull();
                    assertThat(below.job().root()).isEqualTo(download);
                });
            }
        }
    }
}
