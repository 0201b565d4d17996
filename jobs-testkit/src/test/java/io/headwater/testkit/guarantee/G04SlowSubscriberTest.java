package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** G4; fault rows C08 and C09. */
@Tag("G4")
class G04SlowSubscriberTest {
    @Test
    void C08_a_subscriber_that_blocks_holds_up_neither_jobs_nor_other_subscribers_and_misses_nothing()
            throws Exception {
        var blocked = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        try (TestEngine engine = new Stage().engine().start()) {
            Queue<Long> slow = new ConcurrentLinkedQueue<>();
            Queue<Long> quick = new ConcurrentLinkedQueue<>();
            engine.jobs().events(EventFilter.all(), 0).subscribe(event -> {
                blocked.countDown();
                awaitQuietly(mayGoOn);
                slow.add(event.seq());
            });
            engine.jobs().events(EventFilter.all(), 0).subscribe(event -> quick.add(event.seq()));
            engine.dispatch(new Act("first"));
            blocked.await();
            for (int number = 0; number < 200; number++) {
                TestEngine.now(engine.dispatch(new Act("job " + number)).result());
            }
            List<Long> stored = engine.history().stream().map(JobEvent::seq).toList();
            engine.until("the quick one to hear all", () -> quick.size() == stored.size());
            assertThat(slow).isEmpty();

            mayGoOn.countDown();
            engine.until("the slow one to catch up", () -> slow.size() == stored.size());
            assertThat(List.copyOf(slow)).isEqualTo(stored);
        } finally {
            mayGoOn.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void C08_a_subscriber_that_asks_for_one_at_a_time_gets_all_from_the_store_when_memory_no_longer_has_them() {
        try (TestEngine engine = new Stage().engine().start()) {
            var seen = new ConcurrentLinkedQueue<Long>();
            var reader = new BaseSubscriber<JobEvent>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    subscription.request(1);
                }

                @Override
                protected void hookOnNext(JobEvent event) {
                    seen.add(event.seq());
                }
            };
            engine.jobs().events(EventFilter.all(), 0).subscribe(reader);
            var handles = new ArrayList<Mono<String>>();
            for (int number = 0; number < 2_000; number++) {
                handles.add(engine.dispatch(new Act("job " + number)).result());
            }
            TestEngine.now(Flux.concat(handles).last());
            List<Long> stored = engine.history().stream().map(JobEvent::seq).toList();
            assertThat(stored).hasSizeGreaterThan(4_096);
            assertThat(seen).hasSizeLessThanOrEqualTo(1);

            reader.request(Long.MAX_VALUE);
            engine.until("the reader to have all", () -> seen.size() == stored.size());
            assertThat(List.copyOf(seen)).isEqualTo(stored);
            reader.dispose();
        }
    }

    @Test
    void C08_a_subscriber_that_never_reads_holds_the_progress_of_so_many_jobs_and_not_of_all() {
        int jobs = 3_000;
        Stage stage = new Stage();
        for (int number = 0; number < jobs; number++) {
            stage.when("job " + number, context -> {
                context.progress(Progress.of(1, 1, Unit.ITEMS));
                return Mono.just("done");
            });
        }
        try (TestEngine engine = stage.engine().start()) {
            var reader = new PatientReader();
            engine.jobs().events(EventFilter.all(), 0).subscribe(reader);
            var handles = new ArrayList<Mono<String>>();
            for (int number = 0; number < jobs; number++) {
                handles.add(engine.dispatch(new Act("job " + number)).result());
            }
            TestEngine.now(Flux.concat(handles).last());
            List<Long> stored = engine.history().stream().map(JobEvent::seq).toList();

            // What it gets when it reads at last is what was held for it, and what the store has.
            reader.request(Long.MAX_VALUE);
            engine.until(
                    "the reader to have the last one",
                    () -> lifecycle(reader.seen()).size() == stored.size());
            assertThat(lifecycle(reader.seen())).isEqualTo(stored);
            assertThat(reader.seen()).hasSizeLessThanOrEqualTo(stored.size() + 1_000);
            reader.dispose();
        }
    }

    private static List<Long> lifecycle(List<JobEvent> seen) {
        return seen.stream().map(JobEvent::seq).filter(seq -> seq > 0).toList();
    }

    @Test
    void what_was_not_asked_for_when_the_engine_closed_is_there_for_who_asks_later_and_then_the_end() {
        var reader = new PatientReader();
        var ofOthers = new PatientReader();
        try (TestEngine engine = new Stage()
                .when(
                        "talks",
                        context -> Mono.fromCallable(() -> {
                            context.log(LogLevel.INFO, "last words");
                            return "said";
                        }))
                .engine()
                .start()) {
            engine.jobs().events(EventFilter.all(), 0).subscribe(reader);
            engine.jobs().events(EventFilter.all().ofType("test.serve"), 0).subscribe(ofOthers);
            TestEngine.now(engine.dispatch(new Act("talks")).result());

            engine.close();
            engine.until("the end to be told to whom nothing else concerned", ofOthers::hasHeardTheEnd);
            assertThat(ofOthers.seen()).isEmpty();
            assertThat(reader.seen()).isEmpty();
            assertThat(reader.hasHeardTheEnd()).isFalse();

            reader.request(Long.MAX_VALUE);
            engine.until("the end to be told", reader::hasHeardTheEnd);
            assertThat(reader.seen().stream()
                            .filter(event -> !(event instanceof JobEvent.JobProgressed))
                            .map(event -> event.kind().eventName()))
                    .containsExactly("JobQueued", "JobStarted", "JobLogged", "JobCompleted");
        }
    }

    @Test
    void C09_a_subscriber_that_throws_loses_its_own_subscription_only() {
        try (TestEngine engine = new Stage().engine().start()) {
            var thrown = new AtomicInteger();
            Queue<Long> other = new ConcurrentLinkedQueue<>();
            engine.jobs().events().subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnNext(JobEvent event) {
                    thrown.incrementAndGet();
                    throw new IllegalStateException("on purpose");
                }

                @Override
                protected void hookOnError(Throwable failure) {
                    // Reactor turns what a subscriber throws into its own error.
                }
            });
            engine.jobs().events().subscribe(event -> other.add(event.seq()));
            TestEngine.now(engine.dispatch(new Act("one")).result());
            TestEngine.now(engine.dispatch(new Act("two")).result());
            engine.until("the other one to hear all", () -> other.size() == 6);
            assertThat(thrown).hasValue(1);
        }
    }

    @Test
    void progress_is_conflated_and_its_last_value_comes_before_the_end() {
        int reports = 100_000;
        Stage stage = new Stage()
                .when(
                        "busy",
                        context -> Mono.fromSupplier(() -> {
                            for (int done = 1; done <= reports; done++) {
                                context.progress(Progress.of(done, reports, Unit.ITEMS));
                            }
                            return "done";
                        }));
        try (TestEngine engine = stage.engine().start()) {
            Queue<JobEvent> seen = new ConcurrentLinkedQueue<>();
            engine.jobs().events().subscribe(seen::add);
            JobHandle<String> handle = engine.dispatch(new Act("busy"));
            TestEngine.now(handle.result());
            engine.until("the end to be told", () -> seen.stream().anyMatch(JobEvent.JobCompleted.class::isInstance));

            List<JobEvent> events = List.copyOf(seen);
            assertThat(events.get(events.size() - 1)).isInstanceOf(JobEvent.JobCompleted.class);
            assertThat(events.get(events.size() - 2)).isInstanceOfSatisfying(JobEvent.JobProgressed.class, last -> {
                assertThat(last.progress().done()).isEqualTo(reports);
                assertThat(last.progress().fraction()).isEqualTo(1.0);
            });
            assertThat(events).hasSizeLessThan(100);
            assertThat(engine.view(handle.id()).progress())
                    .isNotNull()
                    .extracting(Progress::done)
                    .isEqualTo((long) reports);
        }
    }

    @Test
    void M11_work_that_is_fast_is_shown_at_every_twentieth_though_no_time_passes() {
        int steps = 20;
        Stage stage = new Stage();
        stage.when(
                "fast",
                context -> Flux.range(1, steps)
                        .concatMap(step -> stage.cued("step " + step)
                                .doOnNext(word -> context.progress(Progress.of(step, steps, Unit.ITEMS))))
                        .then(Mono.just("done")));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("fast"));
            for (int step = 1; step <= steps; step++) {
                int done = step;
                stage.say("step " + step, "go");
                engine.until("step " + step + " to be shown", () -> {
                    Progress shown = engine.view(handle.id()).progress();
                    return shown != null && shown.done() == done;
                });
            }
            assertThat(engine.time().nanos()).isZero();
        }
    }
}
