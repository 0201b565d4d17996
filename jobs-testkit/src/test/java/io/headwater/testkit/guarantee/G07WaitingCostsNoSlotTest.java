package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** G7. */
@Tag("G7")
class G07WaitingCostsNoSlotTest {
    private static final DispatchOptions SHARED = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));

    @Test
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
    void C07_children_of_children_get_on_in_one_slot() {
        Stage stage = new Stage()
                .when("top", context -> context.await(new Act("middle")))
                .when("middle", context -> context.await(new Act("bottom")))
                .when("bottom", context -> Mono.just("deep"));
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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_queued_job_starts_with_the_highest_priority_of_all_that_wait_for_it_however_far_and_after_a_restart(
            boolean restarted) {
        List<String> order = new CopyOnWriteArrayList<>();
        Stage stage = new Stage()
                .when("top", context -> context.await(new Act("middle")))
                .when("middle", context -> context.await(new Serve("shared"), SHARED))
                .waits("blocker");
        for (String name : List.of("first", "shared")) {
            stage.when(
                    name,
                    context -> Mono.fromSupplier(() -> {
                        order.add(name);
                        return name;
                    }));
        }
        try (TestEngine engine = stage.engine().queue("service", 1).start()) {
            JobHandle<String> blocker = engine.dispatch(new Serve("blocker"));
            engine.until(blocker.id(), JobState.RUNNING);
            JobHandle<String> first = engine.dispatch(new Serve("first"));
            JobHandle<String> shared = engine.dispatch(new Serve("shared"), SHARED);
            JobHandle<String> top =
                    engine.dispatch(new Act("top"), DispatchOptions.defaults().withPriority(50));
            engine.until(
                    "two wait",
                    () -> engine.jobs()
                            .list(JobQuery.all().inState(JobState.WAITING))
                            .map(page -> page.items().size() == 2)
                            .block());
            if (restarted) {
                engine.restart();
            }
            stage.say("blocker", "away");
            engine.until(top.id(), JobState.COMPLETED);
            engine.until(first.id(), JobState.COMPLETED);
            engine.until(shared.id(), JobState.COMPLETED);
            assertThat(order).containsExactly("shared", "first");
        }
    }

    /** One blocker holds the slot; behind it are first and, with a key, shared; what starts next is the question. */
    private List<String> orderOf(BiConsumer<Stage, TestEngine> meanwhile) {
        List<String> order = new CopyOnWriteArrayList<>();
        Stage stage = new Stage()
                .when("urgent", context -> context.await(new Serve("shared"), SHARED))
                .waits("blocker");
        for (String name : List.of("first", "shared")) {
            stage.when(
                    name,
                    context -> Mono.fromSupplier(() -> {
                        order.add(name);
                        return name;
                    }));
        }
        try (TestEngine engine = stage.engine().queue("service", 1).start()) {
            JobHandle<String> blocker = engine.dispatch(new Serve("blocker"));
            engine.until(blocker.id(), JobState.RUNNING);
            JobHandle<String> first = engine.dispatch(new Serve("first"));
            JobHandle<String> shared = engine.dispatch(new Serve("shared"), SHARED);
            meanwhile.accept(stage, engine);
            stage.say("blocker", "away");
            engine.until(shared.id(), JobState.COMPLETED);
            engine.until(first.id(), JobState.COMPLETED);
        }
        return order;
    }

    private static JobHandle<String> urgentWaits(TestEngine engine) {
        JobHandle<String> urgent =
                engine.dispatch(new Act("urgent"), DispatchOptions.defaults().withPriority(50));
        engine.until(urgent.id(), JobState.WAITING);
        return urgent;
    }

    @Test
    void what_was_lent_is_taken_back_when_the_waiter_leaves() {
        assertThat(orderOf((stage, engine) -> urgentWaits(engine))).containsExactly("shared", "first");
        assertThat(orderOf((stage, engine) -> {
                    JobHandle<String> urgent = urgentWaits(engine);
                    TestEngine.done(urgent.cancel());
                    engine.until(urgent.id(), JobState.CANCELLED);
                }))
                .containsExactly("first", "shared");
    }

    @Test
    void what_another_lends_as_well_stays_when_one_waiter_leaves() {
        assertThat(orderOf((stage, engine) -> {
                    JobHandle<String> one = urgentWaits(engine);
                    urgentWaits(engine);
                    TestEngine.done(one.cancel());
                    engine.until(one.id(), JobState.CANCELLED);
                }))
                .containsExactly("shared", "first");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_host_that_joins_lends_its_priority_over_a_restart_too(boolean restarted) {
        assertThat(orderOf((stage, engine) -> {
                    JobHandle<String> joined = engine.dispatch(new Serve("shared"), SHARED.withPriority(10));
                    assertThat(joined.joined()).isTrue();
                    if (restarted) {
                        engine.restart();
                    }
                }))
                .containsExactly("shared", "first");
    }

    @Test
    void what_is_lent_survives_a_retry() {
        assertThat(orderOf((stage, engine) -> {
                    JobId shared = engine.dispatch(new Serve("shared"), SHARED).id();
                    TestEngine.done(engine.jobs().cancel(shared));
                    TestEngine.done(engine.jobs().retry(shared));
                    urgentWaits(engine);
                }))
                .containsExactly("shared", "first");
    }
}
