package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Of the bar of a job that dispatches others, or waits for them: what section 6 of the design says of children. */
@Tag("G4")
@Tag("G10")
class ProgressOfTreesTest {
    private static final DispatchOptions CHILD = DispatchOptions.defaults();
    private static final DispatchOptions MODEL = CHILD.withUniqueKey(UniqueKey.global("model"));

    private final Stage stage = new Stage();
    private final Map<String, JobId> ids = new ConcurrentHashMap<>();

    // Weights --------------------------------------------------------------------------------------------------------

    @Test
    void own_work_counts_one_and_each_child_what_it_weighs() {
        reports("heavy", 50);
        reports("light", 10);
        reports("nothing", 100);
        stage.when(
                "parent",
                context -> Mono.fromRunnable(() -> context.progress(percent(20)))
                        .then(dispatch(context, "heavy", CHILD.withWeight(3)))
                        .then(dispatch(context, "light", CHILD))
                        .then(dispatch(context, "nothing", CHILD.withWeight(0)))
                        .then(context.interruptible(stage.cued("parent"))));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            untilJobs(engine, 4);
            untilBar(engine, parent, (0.2 + 3 * 0.5 + 0.1) / 5);
            assertThat(engine.view(parent).progress())
                    .isNotNull()
                    .satisfies(progress -> assertThat(progress.done())
                            .as("its own work, in its own unit")
                            .isEqualTo(20));
        }
    }

    @Test
    void a_parent_that_reports_nothing_shows_what_its_children_and_their_children_do() {
        reports("grandchild", 40);
        stage.when(
                "child",
                context -> dispatch(context, "grandchild", CHILD.withWeight(4)).then(context.await(new Act("leaf"))));
        stage.waits("leaf");
        stage.when("parent", context -> context.await(new Act("child")));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            untilJobs(engine, 4);
            untilBar(engine, parent, 4 * 0.4 / 6 / 2);
            stage.say("leaf", "done");
            untilBar(engine, parent, 1);
        }
    }

    @Test
    void C01_a_shared_download_counts_for_every_job_that_waits_for_it_and_for_those_that_join_later() {
        reports("model", 30);
        for (int film = 0; film < 5; film++) {
            stage.when("film " + film, context -> context.await(new Serve("model"), MODEL.withWeight(2)));
        }
        try (TestEngine engine = stage.engine().start()) {
            List<JobId> first = IntStream.range(0, 4)
                    .mapToObj(film -> start(engine, "film " + film))
                    .toList();
            first.forEach(film -> untilBar(engine, film, 2 * 0.3 / 3));
            JobId late = start(engine, "film 4");
            engine.until(late, JobState.WAITING);
            stage.say("model more", "go");
            first.forEach(film -> untilBar(engine, film, 2 * 0.6 / 3));
            untilBar(engine, late, 2 * 0.6 / 3);
        }
    }

    @Test
    void C01_who_joins_a_download_that_is_paused_sees_how_far_it_is() {
        reports("model", 30);
        stage.when(
                "film",
                context -> context.dispatch(new Serve("model"), MODEL).then(context.interruptible(stage.cued("film"))));
        try (TestEngine engine = stage.engine().start()) {
            JobId model = engine.dispatch(new Serve("model"), MODEL).id();
            untilBar(engine, model, 0.3);
            engine.advance(Duration.ofSeconds(1));
            TestEngine.done(engine.jobs().pause(model));
            engine.until(model, JobState.PAUSED);
            engine.crash();
            JobId film = start(engine, "film");
            untilBar(engine, film, 0.15);
        }
    }

    @Test
    void a_job_that_is_dispatched_and_then_awaited_counts_once() {
        reports("child", 50);
        stage.when(
                "parent",
                context -> Mono.fromRunnable(() -> context.progress(percent(20)))
                        .then(context.dispatch(new Act("child"), CHILD.withWeight(3)))
                        .flatMap(context::await));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            engine.until(parent, JobState.WAITING);
            untilBar(engine, parent, (0.2 + 3 * 0.5) / 4);
        }
    }

    // Waiting --------------------------------------------------------------------------------------------------------

    @Test
    void G7_while_a_job_waits_its_phase_says_for_what_and_afterwards_it_is_its_own_again() {
        reports("model", 30);
        stage.when(
                "film",
                context -> Mono.fromRunnable(() -> context.progress(percent(10).withPhase("listening")))
                        .then(context.await(new Serve("model"), MODEL))
                        .then(context.awaitAll(List.of(new Act("one"), new Act("two"))))
                        .then(context.interruptible(stage.cued("film"))));
        stage.waits("one").waits("two");
        try (TestEngine engine = stage.engine().start()) {
            Heard heard = new Heard(engine);
            JobId film = start(engine, "film");
            engine.until(film, JobState.WAITING);
            assertThat(phase(engine, film)).isEqualTo("waiting for test.serve");
            untilBar(engine, film, (0.1 + 0.3) / 2);
            heard.untilPhase(engine, film, "waiting for test.serve");
            engine.advance(Duration.ofSeconds(2));
            engine.settle();
            engine.crash();
            Heard heardAgain = new Heard(engine);
            assertThat(phase(engine, film)).isEqualTo("waiting for test.serve");
            stage.say("model more", "go");
            heardAgain.untilPhase(engine, film, "waiting for test.serve");
            stage.say("model", "at hand");
            engine.until("both to be waited for", () -> "waiting for 2 jobs".equals(phase(engine, film)));
            heardAgain.untilPhase(engine, film, "waiting for 2 jobs");
            stage.say("one", "done");
            engine.until("one to be left", () -> "waiting for Act".equals(phase(engine, film)));
            stage.say("two", "done");
            engine.until(film, JobState.RUNNING);
            assertThat(phase(engine, film)).isEqualTo("listening");
        }
    }

    // Never backwards ------------------------------------------------------------------------------------------------

    @Test
    void P3_more_work_found_does_not_take_the_bar_back() {
        reports("first", 40);
        stage.when(
                "parent",
                context -> dispatch(context, "first", CHILD)
                        .then(stage.cued("more work"))
                        .then(dispatch(context, "second", CHILD))
                        .then(context.interruptible(stage.cued("parent"))));
        reports("second", 10);
        try (TestEngine engine = stage.engine().start()) {
            Heard heard = new Heard(engine);
            JobId parent = start(engine, "parent");
            untilBar(engine, parent, 0.4 / 2);
            stage.say("more work", "found");
            engine.until("the second to be dispatched", () -> ids.containsKey("second"));
            untilBar(engine, ids.get("second"), 0.1);
            engine.advance(Duration.ofSeconds(1));
            assertThat(bar(engine, parent)).isEqualTo(0.4 / 2);
            stage.say("second more", "go");
            untilBar(engine, ids.get("second"), 0.2);
            stage.say("first more", "go");
            stage.say("second", "done");
            untilBar(engine, parent, (0.8 + 1) / 3);
            heard.assertNeverBackwards();
        }
    }

    @Test
    void P3_a_new_attempt_counts_other_children_and_does_not_take_the_bar_back() {
        reports("child", 60);
        stage.when(
                "parent",
                context -> context.await(new Act(context.attempt() == 1 ? "child" : "second try"))
                        .onErrorMap(failed -> new IllegalStateException("worth another try")));
        reports("second try", 20);
        try (TestEngine engine = stage.engine().start()) {
            Heard heard = new Heard(engine);
            JobId parent = engine.dispatch(new Act("parent"), CHILD.withRetry(RetryPolicy.defaults()))
                    .id();
            untilBar(engine, parent, 0.3);
            stage.fail("child", "broken");
            engine.until(parent, JobState.SCHEDULED);
            engine.advance(Duration.ofSeconds(10));
            engine.until(parent, JobState.WAITING);
            engine.advance(Duration.ofSeconds(1));
            assertThat(bar(engine, parent)).isEqualTo(0.3);
            stage.say("second try more", "go");
            engine.advance(Duration.ofSeconds(1));
            assertThat(bar(engine, parent))
                    .as("where nothing but the second counts")
                    .isEqualTo(0.3);
            stage.say("second try", "done");
            untilBar(engine, parent, 1);
            heard.assertNeverBackwards();
        }
    }

    @Test
    void P3_a_child_that_fails_counts_as_far_as_it_came_and_the_bar_is_whole_when_its_parent_has_succeeded() {
        reports("child", 60);
        stage.when(
                "parent",
                context -> context.await(new Act("child"))
                        .onErrorResume(failed -> context.interruptible(stage.cued("parent"))));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            untilBar(engine, parent, 0.3);
            stage.fail("child", "broken");
            engine.until(parent, JobState.RUNNING);
            engine.advance(Duration.ofSeconds(1));
            assertThat(bar(engine, parent)).isEqualTo(0.3);
            stage.say("parent", "done without it");
            engine.until(parent, JobState.COMPLETED);
            assertThat(bar(engine, parent)).isEqualTo(1.0);
        }
    }

    // Restart --------------------------------------------------------------------------------------------------------

    @Test
    void G10_the_bar_of_who_only_waits_goes_on_after_a_crash_from_where_it_was() {
        reports("quick", 100);
        reports("slow", 50);
        reports("below", 50);
        stage.when("middle", context -> context.await(new Act("below")));
        stage.when(
                "parent",
                context -> dispatch(context, "quick", CHILD.withWeight(2))
                        .then(dispatch(context, "slow", CHILD.withWeight(3)))
                        .then(context.await(new Act("middle"), CHILD.withWeight(5))));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            untilJobs(engine, 5);
            stage.say("quick", "done");
            untilBar(engine, parent, (2 + 1.5 + 5 * 0.25) / 11);
            engine.advance(Duration.ofSeconds(2));
            engine.settle();
            engine.crash();
            Heard heard = new Heard(engine);
            assertThat(bar(engine, parent)).isCloseTo(4.75 / 11, within(0.001));
            engine.until(ids.get("slow"), JobState.RUNNING);
            stage.say("slow more", "go");
            untilBar(engine, parent, (2 + 3 + 5 * 0.25) / 11);
            stage.say("below more", "go");
            untilBar(engine, parent, (2 + 3 + 5 * 0.5) / 11);
            heard.assertNeverBackwards();
            assertThat(engine.state(parent)).isEqualTo(JobState.WAITING);
        }
    }

    @Test
    void G10_a_job_that_begins_again_after_a_crash_shows_no_less_than_was_stored() {
        stage.when(
                "job",
                context -> Mono.fromRunnable(() -> context.progress(percent(10)))
                        .then(stage.cued("job"))
                        .doOnNext(word -> context.progress(percent(70)))
                        .then(context.interruptible(Mono.never())));
        try (TestEngine engine = stage.engine().start()) {
            JobId job = start(engine, "job");
            stage.say("job", "go");
            untilBar(engine, job, 0.7);
            engine.advance(Duration.ofSeconds(2));
            engine.settle();
            stage.when(
                    "job",
                    context -> Mono.fromRunnable(() -> context.progress(percent(10)))
                            .then(context.interruptible(Mono.never())));
            engine.crash();
            engine.until("the second run's report", () -> {
                engine.advance(Duration.ofMillis(100));
                Progress progress = engine.view(job).progress();
                return progress != null && progress.done() == 10;
            });
            assertThat(bar(engine, job)).isEqualTo(0.7);
        }
    }

    // Cost -----------------------------------------------------------------------------------------------------------

    @Test
    void G4_two_thousand_children_are_not_two_thousand_reports_and_the_last_one_comes_before_the_end() {
        int children = 2_000;
        stage.when(
                "parent",
                context -> context.awaitAll(IntStream.range(0, children)
                                .mapToObj(number -> new Act("child " + number))
                                .toList())
                        .thenReturn("all"));
        try (TestEngine engine = stage.engine().start()) {
            Heard heard = new Heard(engine);
            JobHandle<String> parent = engine.dispatch(new Act("parent"));
            engine.until("the parent's end", () -> {
                engine.advance(Duration.ofMillis(100));
                return engine.state(parent.id()) == JobState.COMPLETED;
            });
            engine.until(
                    "the end to be heard",
                    () -> heard.of(parent.id()).stream().anyMatch(event -> event instanceof JobEvent.JobCompleted));
            List<JobEvent> told = heard.of(parent.id());
            assertThat(told.get(told.size() - 2))
                    .isInstanceOfSatisfying(
                            JobProgressed.class,
                            last -> assertThat(last.progress().fraction()).isEqualTo(1.0));
            assertThat(told.get(told.size() - 1)).isInstanceOf(JobEvent.JobCompleted.class);
            assertThat(told.stream().filter(JobProgressed.class::isInstance)).hasSizeLessThan(1_003);
            heard.assertNeverBackwards();
        }
    }

    @Test
    void the_rest_is_estimated_from_the_whole_bar_and_the_rate_is_of_own_work() {
        stage.when(
                "child",
                context -> Flux.range(1, 5)
                        .concatMap(step ->
                                stage.cued("step " + step).doOnNext(word -> context.progress(percent(step * 10))))
                        .then(context.interruptible(stage.cued("child"))));
        stage.when("parent", context -> context.await(new Act("child")));
        try (TestEngine engine = stage.engine().start()) {
            JobId parent = start(engine, "parent");
            engine.until(parent, JobState.WAITING);
            for (int step = 1; step <= 5; step++) {
                stage.say("step " + step, "go");
                untilBar(engine, parent, step / 20.0);
                engine.advance(Duration.ofSeconds(10));
            }
            assertThat(engine.view(parent).progress()).isNotNull().satisfies(progress -> {
                assertThat(progress.rate()).isNull();
                assertThat(progress.eta()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(240));
            });
        }
    }

    // The cast -------------------------------------------------------------------------------------------------------

    /** It reports so much, twice as much on the cue "NAME more", and ends on the cue of its name. */
    private void reports(String name, int percent) {
        stage.when(name, context -> {
            context.progress(percent(percent));
            Mono<String> more = stage.cued(name + " more").doOnNext(word -> context.progress(percent(2 * percent)));
            return context.interruptible(Mono.firstWithSignal(stage.cued(name), more.then(stage.cued(name))));
        });
    }

    private Mono<JobHandle<String>> dispatch(JobContext context, String name, DispatchOptions options) {
        return context.dispatch(new Act(name), options).doOnNext(handle -> ids.put(name, handle.id()));
    }

    private static Progress percent(int done) {
        return Progress.of(done, 100, Unit.ITEMS);
    }

    private static JobId start(TestEngine engine, String name) {
        return engine.dispatch(new Act(name)).id();
    }

    /** Bars are shown as time passes: before all are there it must not, because no bar ever goes back. */
    private static void untilJobs(TestEngine engine, int count) {
        engine.until(count + " jobs", () -> TestEngine.now(engine.jobs().count(JobQuery.all())) == count);
    }

    private static @Nullable String phase(TestEngine engine, JobId job) {
        Progress progress = engine.view(job).progress();
        return progress == null ? null : progress.phase();
    }

    private static double bar(TestEngine engine, JobId job) {
        Progress progress = engine.view(job).progress();
        Double fraction = progress == null ? null : progress.fraction();
        return fraction == null ? 0 : fraction;
    }

    private static void untilBar(TestEngine engine, JobId job, double wanted) {
        engine.until("the bar of %s to be at %s".formatted(job, wanted), () -> {
            engine.advance(Duration.ofMillis(50));

            return Math.abs(bar(engine, job) - wanted) < 0.0005;
        });
    }

    /** All that a subscriber hears from now on. */
    private static final class Heard {
        private final ConcurrentLinkedQueue<JobEvent> events = new ConcurrentLinkedQueue<>();

        Heard(TestEngine engine) {
            Disposable subscription = engine.jobs().events().subscribe(events::add);
            assertThat(subscription.isDisposed()).isFalse();
        }

        List<JobEvent> of(JobId job) {
            return events.stream().filter(event -> event.job().equals(job)).toList();
        }

        void untilPhase(TestEngine engine, JobId job, String wanted) {
            engine.until("subscribers to hear " + wanted, () -> {
                engine.advance(Duration.ofMillis(50));
                return of(job).stream()
                        .anyMatch(event -> event instanceof JobProgressed told
                                && wanted.equals(told.progress().phase()));
            });
        }

        void assertNeverBackwards() {
            var last = new ConcurrentHashMap<JobId, Double>();
            for (JobEvent event : events) {
                Double fraction =
                        event instanceof JobProgressed told ? told.progress().fraction() : null;
                if (fraction != null) {
                    Double before = last.put(event.job(), fraction);
                    assertThat(fraction).isGreaterThanOrEqualTo(before == null ? 0 : before);
                }
            }
            assertThat(last).isNotEmpty();
        }
    }
}
