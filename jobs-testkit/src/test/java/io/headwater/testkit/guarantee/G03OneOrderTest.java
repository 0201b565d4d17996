package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.LogLevel;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** G3. */
@Tag("G3")
class G03OneOrderTest {
    private static final int JOBS = 2_000;

    @Test
    void who_joins_in_the_middle_gets_what_was_and_what_comes_once_and_in_order() {
        try (TestEngine engine = new Stage().engine().start()) {
            Queue<Long> fromStart = new ConcurrentLinkedQueue<>();
            Queue<Long> fromMiddle = new ConcurrentLinkedQueue<>();
            EventFilter lifecycle = EventFilter.all();
            engine.jobs().events(lifecycle, 0).map(JobEvent::seq).subscribe(fromStart::add);
            Mono<List<String>> results = Flux.range(0, JOBS)
                    .flatMap(number -> engine.jobs().dispatch(new Act("job " + number)), 64)
                    .doOnNext(handle -> {
                        if (fromMiddle.isEmpty() && handle.id().value() % 7 == 3) {
                            engine.jobs()
                                    .events(lifecycle, 0)
                                    .map(JobEvent::seq)
                                    .subscribe(fromMiddle::add);
                        }
                    })
                    .flatMap(JobHandle::result, 64)
                    .collectList();
            assertThat(TestEngine.now(results)).hasSize(JOBS);

            List<Long> stored = engine.history().stream().map(JobEvent::seq).toList();
            assertThat(stored).hasSize(3 * JOBS).isSorted().doesNotHaveDuplicates();
            engine.until("all to be told", () -> fromStart.size() >= stored.size());
            assertThat(List.copyOf(fromStart)).isEqualTo(stored);
        }
    }

    @Test
    void a_cursor_goes_on_after_a_restart_exactly_where_it_stood() {
        try (TestEngine engine = new Stage().engine().start()) {
            TestEngine.now(engine.dispatch(new Act("before")).result());
            long cursor = engine.history().get(1).seq();
            engine.restart();
            JobHandle<String> after = engine.dispatch(new Act("after"));
            TestEngine.now(after.result());
            List<JobEvent> seen = TestEngine.now(engine.jobs()
                    .events(EventFilter.all(), cursor)
                    .takeUntil(event -> event.job().equals(after.id()) && event instanceof JobEvent.JobCompleted)
                    .collectList());
            List<JobEvent> stored = engine.history();
            assertThat(seen).isEqualTo(stored.subList(2, stored.size()));
        }
    }

    @Test
    void from_whichever_number_one_begins_it_is_the_rest_of_the_same_story() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> first = engine.dispatch(new Act("first"));
            TestEngine.now(first.result());
            TestEngine.now(engine.dispatch(new Act("second")).result());
            engine.restart();
            List<JobEvent> stored = engine.history();
            assertThat(stored)
                    .extracting(event -> event.kind().eventName())
                    .containsExactly(
                            "JobQueued", "JobStarted", "JobCompleted", "JobQueued", "JobStarted", "JobCompleted");
            List<JobEvent> ofFirst = stored.subList(0, 3);
            for (int known = 0; known < stored.size(); known++) {
                long cursor = stored.get(known).seq();
                assertThat(after(engine, EventFilter.all(), cursor, stored.size() - known - 1))
                        .isEqualTo(stored.subList(known + 1, stored.size()));
                int left = Math.max(0, ofFirst.size() - known - 1);
                assertThat(after(engine, EventFilter.all().ofJob(first.id()), cursor, left))
                        .isEqualTo(ofFirst.subList(ofFirst.size() - left, ofFirst.size()));
            }
        }
    }

    private static List<JobEvent> after(TestEngine engine, EventFilter filter, long cursor, int count) {
        return TestEngine.now(engine.jobs().events(filter, cursor).take(count).collectList());
    }

    @Test
    void a_filter_passes_over_what_it_does_not_want_without_reading_it_again() {
        try (TestEngine engine = new Stage().engine().start()) {
            for (int number = 0; number < 600; number++) {
                engine.dispatch(new Act("noise " + number));
            }
            JobHandle<String> wanted = engine.dispatch(new Act("wanted"));
            TestEngine.now(wanted.result());
            engine.restart();
            List<String> seen = TestEngine.now(engine.jobs()
                    .events(EventFilter.all().ofJob(wanted.id()), 0)
                    .map(event -> event.kind().eventName())
                    .take(3)
                    .collectList());
            assertThat(seen).containsExactly("JobQueued", "JobStarted", "JobCompleted");
        }
    }

    @Test
    void a_line_of_the_log_stands_where_it_was_said_also_for_who_listens_only_until_the_end() {
        try (TestEngine engine = talkers()) {
            for (int number = 0; number < 200; number++) {
                CompletableFuture<List<String>> untilTheEnd = engine.jobs()
                        .events()
                        .takeUntil(JobEvent.JobCompleted.class::isInstance)
                        .filter(event -> !(event instanceof JobEvent.JobProgressed))
                        .map(G03OneOrderTest::told)
                        .collectList()
                        .toFuture();
                engine.dispatch(new Act("talks once"));
                assertThat(TestEngine.now(Mono.fromFuture(untilTheEnd)))
                        .containsExactly("JobQueued", "JobStarted", "last words", "JobCompleted");
            }
        }
    }

    @Test
    void a_line_of_the_log_stands_where_it_was_said_also_for_who_comes_to_read_it_later() {
        try (TestEngine engine = talkers()) {
            var reader = new PatientReader();
            engine.jobs().events().subscribe(reader);
            JobHandle<String> talker = engine.dispatch(new Act("talks twice"));
            TestEngine.now(talker.result());

            reader.request(Long.MAX_VALUE);
            engine.until(
                    "the end to be told",
                    () -> reader.seen().stream()
                            .anyMatch(event -> event instanceof JobEvent.JobCompleted
                                    && event.job().equals(talker.id())));
            assertThat(reader.seen().stream()
                            .filter(event -> event.job().equals(talker.id()))
                            .filter(event -> !(event instanceof JobEvent.JobProgressed))
                            .map(G03OneOrderTest::told))
                    .containsExactly(
                            "JobQueued",
                            "JobStarted",
                            "first words",
                            "JobWaiting",
                            "JobQueued",
                            "JobStarted",
                            "last words",
                            "JobCompleted");
        }
    }

    private static TestEngine talkers() {
        return new Stage()
                .when(
                        "talks once",
                        context -> Mono.fromCallable(() -> {
                            context.log(LogLevel.INFO, "last words");
                            return "said";
                        }))
                .when(
                        "talks twice",
                        context -> Mono.defer(() -> {
                            context.log(LogLevel.INFO, "first words");
                            return context.await(new Act("quick"))
                                    .doOnNext(word -> context.log(LogLevel.INFO, "last words"));
                        }))
                .engine()
                .start();
    }

    private static String told(JobEvent event) {
        return event instanceof JobEvent.JobLogged line
                ? line.message()
                : event.kind().eventName();
    }
}
