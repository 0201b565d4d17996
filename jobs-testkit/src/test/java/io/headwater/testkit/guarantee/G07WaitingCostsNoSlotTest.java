package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** G7. */
@Tag("G7")
class G07WaitingCostsNoSlotTest {
    private static final DispatchOptions SHARED = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));

    @Test
    @Timeout(60)
    void ten_thousand_parents_wait_in_a_queue_of_one_slot() {
        int parents = 10_000;
        Stage stage = new Stage().waits("shared");
        for (int number = 0; number < parents; number++) {
            stage.when("parent " + number, context -> context.await(new Serve("shared"), SHARED));
        }
        try (TestEngine engine = stage.engine().queue("default", 1).start()) {
            int threadsBefore = Thread.activeCount();
            List<JobHandle<String>> handles = Flux.range(0, parents)
                    .flatMapSequential(number -> engine.jobs().dispatch(new Act("parent " + number)), 256)
                    .collectList()
                    .block();
            assertThat(handles).isNotNull();
            for (JobHandle<String> handle : handles.subList(parents - 3, parents)) {
                engine.until(handle.id(), JobState.WAITING);
            }
            assertThat(Thread.activeCount()).isLessThan(threadsBefore + 100);

            stage.say("shared", "all yours");
            assertThat(Flux.fromIterable(handles)
                            .flatMap(JobHandle::result, 256)
                            .filter("all yours"::equals)
                            .count()
                            .block())
                    .isEqualTo(parents);
        }
    }

    @Test
    void children_of_children_get_on_in_one_slot() {
        Stage stage = new Stage()
                .when("top", context -> context.await(new Act("middle")))
                .when("middle", context -> context.await(new Act("bottom")))
                .when("bottom", context -> reactor.core.publisher.Mono.just("deep"));
        try (TestEngine engine = stage.engine().queue("default", 1).start()) {
            assertThat(TestEngine.now(engine.dispatch(new Act("top")).result())).isEqualTo("deep");
        }
    }

    @Test
    void a_circle_of_waits_is_refused_at_once_and_named() {
        DispatchOptions left = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("left"));
        DispatchOptions right = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("right"));
        Stage stage = new Stage()
                .when("left", context -> context.await(new Act("right"), right))
                .when("right", context -> context.await(new Act("left"), left));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("left"), left);
            assertThatThrownBy(() -> TestEngine.now(handle.result()))
                    .hasMessageContaining("these jobs wait for each other")
                    .hasMessageContaining(handle.id().toString());
        }
    }

    @Test
    void a_job_that_awaits_itself_by_its_own_key_is_a_circle_too() {
        Stage stage = new Stage().when("self", context -> context.await(new Act("self"), SHARED));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("self"), SHARED);
            assertThatThrownBy(() -> TestEngine.now(handle.result()))
                    .hasMessageContaining("%s → %s".formatted(handle.id(), handle.id()));
        }
    }
}
