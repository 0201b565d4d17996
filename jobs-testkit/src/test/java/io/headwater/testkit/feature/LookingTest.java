package io.headwater.testkit.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.History;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.JobView;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Page;
import io.headwater.jobs.Progress;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LookingTest {
    @JobType(name = "test.look", title = "Something to look at")
    record Look(String name) implements Job<String> {}

    private final Sinks.One<String> release = Sinks.one();

    private TestEngine start() {
        return TestEngine.builder()
                .history(History.usual().withLogLines(2_000))
                .handler(Look.class, (job, context) -> {
                    if (job.name().equals("talker")) {
                        for (int line = 0; line < 1_200; line++) {
                            context.log(LogLevel.DEBUG, "line " + line);
                        }
                    }
                    if (job.name().equals("slow")) {
                        context.progress(Progress.of(1, 4, Progress.Unit.FILES).withItem("a.wav", 1, 4L));
                        return context.interruptible(release.asMono())
                                .doOnNext(word -> context.progress(Progress.of(4, 4, Progress.Unit.FILES)));
                    }
                    return Mono.just(job.name());
                })
                .start();
    }

    @Test
    void a_list_is_paged_newest_first_and_narrowed_by_state_type_and_labels() {
        try (TestEngine engine = start()) {
            var ids = new ArrayList<JobId>();
            for (int number = 0; number < 5; number++) {
                ids.add(
                        0,
                        engine.dispatch(
                                        new Look("job " + number),
                                        DispatchOptions.defaults()
                                                .withLabel("film", number % 2 == 0 ? "even" : "odd")
                                                .withDelay(Duration.ofHours(1)))
                                .id());
            }
            Page<JobView> first =
                    TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(3)));
            assertThat(first.next()).isNotNull();
            Page<JobView> second = TestEngine.now(
                    engine.jobs().list(JobQuery.all().withLimit(3).after(first.next())));
            assertThat(second.next()).isNull();
            var seen = new ArrayList<JobId>();
            first.items().forEach(view -> seen.add(view.id()));
            second.items().forEach(view -> seen.add(view.id()));
            assertThat(seen).isEqualTo(ids);

            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all().withLabel("film", "even"))))
                    .isEqualTo(3);
            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all().inState(JobState.RUNNING))))
                    .isZero();
            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all().ofType("test.look"))))
                    .isEqualTo(5);
            assertThatThrownBy(() ->
                            TestEngine.now(engine.jobs().list(JobQuery.all().after("nonsense"))))
                    .hasMessageContaining("not a cursor");
        }
    }

    @Test
    void jobs_are_found_by_the_ends_of_their_ids_among_open_ones_and_in_the_history() {
        try (TestEngine engine = start()) {
            var open = new ArrayList<JobId>();
            for (int number = 0; number < 40; number++) {
                open.add(
                        0,
                        engine.dispatch(
                                        new Look("job"),
                                        DispatchOptions.defaults().withDelay(Duration.ofHours(1)))
                                .id());
            }
            JobId ended = engine.dispatch(new Look("job")).id();
            engine.until(ended, JobState.COMPLETED);
            var all = new ArrayList<>(open);
            all.add(0, ended);

            assertThat(endingIn(engine, JobQuery.all(), ended.toString())).containsExactly(ended);
            for (JobId id : all) {
                // Of forty, some end in the same character.
                String last = id.toString().substring(12);
                assertThat(endingIn(engine, JobQuery.all(), last)).isEqualTo(endingIn(all, last));
                assertThat(endingIn(engine, JobQuery.all().inState(JobState.SCHEDULED), last))
                        .isEqualTo(endingIn(open, last));
            }
        }
    }

    private static List<JobId> endingIn(List<JobId> ids, String ending) {
        return ids.stream().filter(id -> id.toString().endsWith(ending)).toList();
    }

    @Test
    void jobs_are_told_apart_by_the_brief_form_of_their_ids_over_restarts_too() {
        try (TestEngine engine = start()) {
            var ids = new ArrayList<JobId>();
            for (int number = 0; number < 40; number++) {
                ids.add(engine.dispatch(new Look("one")).id());
                ids.add(engine.dispatch(new Look("another")).id());
                engine.time().advance(Duration.ofMillis(1_024));
                ids.add(engine.dispatch(new Look("later")).id());
                engine.restart();
            }
            assertThat(ids).isSorted().doesNotHaveDuplicates();
            assertThat(ids.stream().map(JobId::brief)).doesNotHaveDuplicates();
        }
    }

    private static List<JobId> endingIn(TestEngine engine, JobQuery query, String ending) {
        return TestEngine.now(engine.jobs().list(query.endingIn(JobId.Ending.parse(ending)))).items().stream()
                .map(JobView::id)
                .toList();
    }

    @Test
    void a_log_keeps_its_order_over_pages_and_can_be_read_from_any_line_on() {
        try (TestEngine engine = start()) {
            JobHandle<String> handle = engine.dispatch(new Look("talker"));
            TestEngine.now(handle.result());
            List<String> log = engine.log(handle.id());
            assertThat(log).hasSize(1_200).startsWith("line 0", "line 1").endsWith("line 1199");
            long tenth = TestEngine.now(
                            engine.jobs().logs(handle.id(), 0).take(10).last())
                    .seq();
            assertThat(TestEngine.now(engine.jobs().logs(handle.id(), tenth).next())
                            .message())
                    .isEqualTo("line 10");
        }
    }

    @Test
    void a_list_is_narrowed_by_queue_by_key_and_by_labels_whatever_their_names() {
        String nasty = "a\".b[0]' $.c";
        try (TestEngine engine = start()) {
            JobId labelled = engine.dispatch(
                            new Look("labelled"),
                            DispatchOptions.defaults()
                                    .withLabel(nasty, "it's \"so\"")
                                    .withLabel("film", "one"))
                    .id();
            JobId keyed = engine.dispatch(
                            new Look("slow"), DispatchOptions.defaults().withUniqueKey(UniqueKey.global("the key")))
                    .id();
            engine.until(labelled, JobState.COMPLETED);
            assertThat(ids(engine, JobQuery.all().withLabel(nasty, "it's \"so\"")))
                    .containsExactly(labelled);
            assertThat(ids(engine, JobQuery.all().withLabel(nasty, "other"))).isEmpty();
            assertThat(ids(engine, JobQuery.all().withKey("the key"))).containsExactly(keyed);
            assertThat(ids(engine, JobQuery.all().inQueue("default"))).containsExactly(keyed, labelled);
            assertThat(ids(engine, JobQuery.all().inQueue("elsewhere"))).isEmpty();
            assertThat(ids(engine, JobQuery.all().inState(JobState.RUNNING, JobState.QUEUED)))
                    .containsExactly(keyed);
            assertThat(ids(engine, JobQuery.all().below(labelled))).containsExactly(labelled);
        }
    }

    private static List<JobId> ids(TestEngine engine, JobQuery query) {
        List<JobId> found = TestEngine.now(engine.jobs().list(query)).items().stream()
                .map(JobView::id)
                .toList();
        assertThat(TestEngine.now(engine.jobs().count(query))).isEqualTo(found.size());
        return found;
    }

    @Test
    void whoever_looks_sees_the_progress_that_subscribers_were_told_though_the_store_hears_of_it_more_rarely() {
        Sinks.Many<Integer> steps = Sinks.many().unicast().onBackpressureBuffer();
        try (TestEngine engine = TestEngine.builder()
                .handler(
                        Look.class,
                        (job, context) -> context.interruptible(steps.asFlux()
                                        .doOnNext(done -> context.progress(Progress.of(done, 4, Progress.Unit.FILES))))
                                .then(Mono.just("")))
                .start()) {
            JobHandle<String> handle = engine.dispatch(new Look("steps"));
            Instant begun = engine.time().now();
            for (int step = 1; step <= 3; step++) {
                int done = step;
                steps.tryEmitNext(done);
                engine.until("it shows step " + done, () -> {
                    engine.advance(Duration.ofMillis(1));
                    Progress shown = engine.view(handle.id()).progress();
                    return shown != null && shown.done() == done;
                });
            }
            assertThat(Duration.between(begun, engine.time().now()))
                    .as("the second that lies between two that are stored")
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void progress_is_followed_to_its_last_value_and_kept() {
        try (TestEngine engine = start()) {
            JobHandle<String> handle = engine.dispatch(new Look("slow"));
            engine.until(
                    "the first report to be stored",
                    () -> engine.view(handle.id()).progress() != null);
            Queue<Long> seen = new ConcurrentLinkedQueue<>();
            var whole = handle.progress()
                    .doOnNext(progress -> seen.add(progress.done()))
                    .then()
                    .toFuture();
            engine.until("the first value", () -> seen.contains(1L));
            release.tryEmitValue("go").orThrow();
            assertThat(whole).succeedsWithin(TestEngine.PATIENCE);
            assertThat(seen).startsWith(1L).endsWith(4L);
            engine.restart();
            assertThat(engine.view(handle.id()).progress()).isNotNull().satisfies(last -> {
                assertThat(last.done()).isEqualTo(4);
                assertThat(last.fraction()).isEqualTo(1.0);
            });
        }
    }

    @Test
    void a_job_is_dispatched_by_the_name_of_its_type_and_json() {
        try (TestEngine engine = start()) {
            JobHandle<Object> handle = TestEngine.now(
                    engine.jobs().dispatch("test.look", "{ \"name\" : \"from afar\" }", DispatchOptions.defaults()));
            assertThat(TestEngine.now(handle.result())).isEqualTo("from afar");
            assertThat(engine.view(handle.id())).satisfies(view -> {
                assertThat(view.title()).isEqualTo("Something to look at");
                assertThat(view.params()).isEqualTo("{\"name\":\"from afar\"}");
            });
            assertThat(engine.history(handle.id()))
                    .allSatisfy(event -> assertThat(event.stamp().type()).isEqualTo("test.look"))
                    .last()
                    .isInstanceOf(JobEvent.JobCompleted.class);
        }
    }
}
