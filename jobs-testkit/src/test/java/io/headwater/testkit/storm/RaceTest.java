package io.headwater.testkit.storm;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** Two things at the same moment: exactly one legal outcome, the same wherever one looks. */
class RaceTest {
    private static final int ROUNDS = Boolean.getBoolean("headwater.long") ? 10_000 : 200;
    private static final Duration PATIENCE = TestEngine.PATIENCE;
    private static final DispatchOptions SHARED = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));
    private static final Act WORK = new Act("shared");

    private final Stage stage = new Stage(true, false);
    private final Stage stubborn = new Stage(false, false);
    private TestEngine engine = start(stage, 4);

    private static TestEngine start(Stage stage, int slots) {
        TestEngine engine = TestEngine.builder()
                .handler(Act.class, stage)
                .handler(
                        Nest.class,
                        (job, context) -> job.levels() == 0
                                ? Mono.just(job.number())
                                : context.await(new Nest(job.number(), job.levels() - 1)))
                .queue("default", slots)
                .start();
        stage.open(engine.jobs());
        return engine;
    }

    private void restartWith(Stage other, int slots) {
        engine.close();
        engine = start(other, slots);
    }

    @AfterEach
    void close() {
        stage.release();
        stubborn.release();
        engine.close();
    }

    /** C03. */
    @Nested
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    class When_a_cancel_meets_the_completion {
        @Test
        void C03_exactly_one_of_them_wins_the_same_in_database_events_handle_and_tree() {
            for (int round = 0; round < ROUNDS; round++) {
                JobHandle<String> job = atWork("c" + round);
                List<String> answers = atOnce(
                        () -> answerOf(engine.jobs().cancel(job.id(), "raced")),
                        () -> "" + actor(job).succeed("done"));
                engine.until(job.id(), COMPLETED, CANCELLED);
                assertThat(agreedEnd(job)).isIn(COMPLETED, CANCELLED);
                assertThat(answers.get(0)).isIn("ok", "ILLEGAL_STATE");
                if (answers.get(0).equals("ILLEGAL_STATE")) {
                    assertThat(engine.state(job.id())).isEqualTo(COMPLETED);
                }
            }
        }
    }

    /** P3, G8. */
    @Nested
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    class When_a_pause_meets_the_completion {
        @Test
        void the_job_is_completed_or_paused_and_what_is_paused_goes_on() {
            for (int round = 0; round < ROUNDS; round++) {
                JobHandle<String> job = atWork("p" + round);
                List<String> answers = atOnce(
                        () -> answerOf(engine.jobs().pause(job.id())),
                        () -> "" + actor(job).succeed("done"));
                JobState state = engine.until(job.id(), COMPLETED, PAUSED).state();
                if (answers.get(0).equals("ILLEGAL_STATE")) {
                    assertThat(state).isEqualTo(COMPLETED);
                }
                if (state == PAUSED) {
                    TestEngine.done(job.resume());
                    succeed(job);
                }
                engine.until(job.id(), COMPLETED);
                assertThat(agreedEnd(job)).isEqualTo(COMPLETED);
            }
        }
    }

    /** C04. */
    @Nested
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    class When_a_resume_meets_a_pause {
        @Test
        void the_job_ends_up_paused_or_at_work_and_never_in_between() {
            for (int round = 0; round < ROUNDS; round++) {
                JobHandle<String> job = atWork("r" + round);
                List<String> answers = atOnce(
                        () -> answerOf(engine.jobs().pause(job.id())),
                        () -> answerOf(engine.jobs().resume(job.id())));
                assertThat(answers).containsOnly("ok");
                // Whichever came last holds; a resume that came first found nothing to do.
                TestEngine.done(job.resume());
                succeed(job);
                engine.until(job.id(), COMPLETED);
                assertThat(agreedEnd(job)).isEqualTo(COMPLETED);
            }
        }

        @Test
        void a_crowd_of_both_leaves_a_legal_story() {
            JobHandle<String> job = atWork("crowd");
            IntStream.range(0, ROUNDS / 4)
                    .forEach(round -> atOnce(
                            () -> answerOf(job.pause()),
                            () -> answerOf(job.resume()),
                            () -> answerOf(job.pause()),
                            () -> answerOf(job.resume())));
            TestEngine.done(job.resume());
            succeed(job);
            engine.until(job.id(), COMPLETED);
            assertThat(agreedEnd(job)).isEqualTo(COMPLETED);
        }
    }

    /** G5. */
    @Nested
    class When_many_dispatch_under_one_key {
        @Test
        void sixty_four_at_once_get_one_job_and_only_one_of_them_is_fresh() {
            for (int round = 0; round < 10; round++) {
                List<JobHandle<String>> handles = atOnce(64, () -> engine.dispatch(WORK, SHARED));
                assertThat(handles)
                        .extracting(JobHandle::id)
                        .containsOnly(handles.get(0).id());
                assertThat(handles).filteredOn(JobHandle::joined).hasSize(63);
                succeed(handles.get(0));
                engine.until(handles.get(0).id(), COMPLETED);
            }
        }

        @Test
        void at_the_end_of_the_holder_they_get_the_old_job_or_one_fresh_one() {
            for (int round = 0; round < ROUNDS / 4; round++) {
                JobHandle<String> holder = engine.dispatch(WORK, SHARED);
                onStage(holder);
                List<Supplier<JobHandle<String>>> all = new ArrayList<>();
                all.add(() -> {
                    actor(holder).succeed("done");
                    return holder;
                });
                IntStream.range(0, 6).forEach(unused -> all.add(() -> engine.dispatch(WORK, SHARED)));
                List<JobHandle<String>> handles = atOnce(all).subList(1, 7);
                Set<JobId> others = handles.stream()
                        .map(JobHandle::id)
                        .filter(id -> !id.equals(holder.id()))
                        .collect(Collectors.toSet());
                assertThat(others).hasSizeLessThanOrEqualTo(1);
                assertThat(handles).filteredOn(handle -> !handle.joined()).hasSize(others.size());
                others.forEach(id -> finish(engine.jobs().handle(id, Act.class)));
            }
            new Judge(Map.of("default", 4), id -> new Judge.Facts("default", "shared")).readAll(engine.history());
        }

        @Test
        void a_join_that_meets_a_job_being_cancelled_waits_for_its_end_and_starts_a_fresh_one() {
            restartWith(stubborn, 4);
            JobHandle<String> dying = engine.dispatch(WORK, SHARED);
            onStage(dying);
            TestEngine.done(dying.cancel());
            List<CompletableFuture<JobHandle<String>>> joins = Stream.generate(
                            () -> engine.jobs().dispatch(WORK, SHARED).toFuture())
                    .limit(16)
                    .toList();
            engine.settle();
            assertThat(joins).noneMatch(CompletableFuture::isDone);
            stubborn.actor(dying.id()).giveIn();
            List<JobHandle<String>> handles = joins.stream().map(RaceTest::get).toList();
            assertThat(handles)
                    .extracting(JobHandle::id)
                    .containsOnly(handles.get(0).id())
                    .doesNotContain(dying.id());
            assertThat(handles).filteredOn(handle -> !handle.joined()).hasSize(1);
            assertThat(engine.state(dying.id())).isEqualTo(CANCELLED);
        }
    }

    /** G2. */
    @Nested
    class When_waiters_come_and_go_while_the_job_ends {
        @Test
        void each_that_stays_is_told_before_during_and_after() {
            for (int round = 0; round < 5; round++) {
                JobHandle<String> job = atWork("w" + round);
                List<CompletableFuture<String>> before = Stream.generate(
                                () -> job.result().toFuture())
                        .limit(200)
                        .toList();
                // Half of them leave again: that must take nobody else along.
                IntStream.range(0, 200)
                        .filter(place -> place % 2 == 0)
                        .forEach(place -> before.get(place).cancel(false));
                List<Supplier<List<CompletableFuture<String>>>> all = new ArrayList<>();
                all.add(() -> {
                    actor(job).succeed("done");
                    return List.of();
                });
                IntStream.range(0, 4)
                        .forEach(unused ->
                                all.add(() -> Stream.generate(() -> job.result().toFuture())
                                        .limit(100)
                                        .toList()));
                List<CompletableFuture<String>> told = new ArrayList<>();
                atOnce(all).forEach(told::addAll);
                IntStream.range(0, 200).filter(place -> place % 2 == 1).forEach(place -> told.add(before.get(place)));
                engine.until(job.id(), COMPLETED);
                told.add(job.result().toFuture());
                assertThat(told).allSatisfy(future -> assertThat(get(future)).isEqualTo("done"));
            }
        }
    }

    /** G7, C07. */
    @Nested
    class When_parents_wait_in_a_queue_with_one_slot {
        @Test
        void C07_sixty_four_of_them_three_levels_deep_all_complete() {
            restartWith(stage, 1);
            List<JobHandle<Integer>> parents = IntStream.range(0, 64)
                    .mapToObj(number -> engine.dispatch(new Nest(number, 3)))
                    .toList();
            List<Integer> results = parents.stream()
                    .map(parent -> TestEngine.now(parent.result()))
                    .toList();
            assertThat(results).isEqualTo(IntStream.range(0, 64).boxed().toList());
            new Judge(Map.of("default", 1), id -> new Judge.Facts("default", null)).readAll(engine.history());
        }
    }

    /** G6, C01, C02. */
    @Nested
    class When_two_consumers_wait_for_one_dependency {
        @Test
        void cancelling_the_one_and_pausing_the_other_leaves_it_running_and_the_paused_one_gets_its_result() {
            JobHandle<String> cancelled = atWork("first");
            JobHandle<String> paused = atWork("second");
            Cue cue = Cue.awaitOf(WORK, SHARED);
            actor(cancelled).play(cue);
            actor(paused).play(cue);
            engine.until(cancelled.id(), WAITING);
            engine.until(paused.id(), WAITING);
            JobHandle<String> dependency = engine.dispatch(WORK, SHARED);
            assertThat(dependency.joined()).isTrue();
            onStage(dependency);
            atOnce(() -> answerOf(cancelled.cancel()), () -> answerOf(paused.pause()));
            engine.until(cancelled.id(), CANCELLED);
            engine.until(paused.id(), PAUSED);
            assertThat(engine.state(dependency.id())).isEqualTo(RUNNING);
            assertThat(engine.view(dependency.id()).stopping()).isNull();
            finish(dependency);
            TestEngine.done(paused.resume());
            actor(paused)
                    .until(
                            () -> "the result of the dependency",
                            PATIENCE,
                            part -> part != null && "done".equals(part.outcome(cue)));
            finish(paused);
            assertThat(agreedEnd(paused)).isEqualTo(COMPLETED);
        }
    }

    // What all of them need ------------------------------------------------------------------------------------------

    private JobHandle<String> atWork(String tag) {
        JobHandle<String> job = engine.dispatch(new Act(tag));
        onStage(job);
        return job;
    }

    private Actor actor(JobHandle<String> job) {
        return stage.actor(job.id());
    }

    private void onStage(JobHandle<String> job) {
        engine.until("the job to be at work", () -> stubborn.isOnStage(job.id()) || stage.isOnStage(job.id()));
    }

    /** Ends the job as soon as its handler is there, whatever stops it first. */
    private void succeed(JobHandle<String> job) {
        engine.until(
                "the job to take its end",
                () -> actor(job).succeed("done") || !engine.state(job.id()).isLive());
    }

    private void finish(JobHandle<String> job) {
        succeed(job);
        engine.until(job.id(), COMPLETED);
    }

    /** The end of a job, as its events, the table, the handle and the tree agree on it. */
    private JobState agreedEnd(JobHandle<String> job) {
        var walk = new Walk();
        for (JobEvent event : engine.history(job.id())) {
            assertThat(walk.step(event))
                    .as(() -> "a step of the table: " + event)
                    .isTrue();
        }
        JobState state = engine.state(job.id());
        assertThat(walk.state()).isEqualTo(state);
        assertThat(TestEngine.now(job.state())).isEqualTo(state);
        assertThat(TestEngine.now(engine.jobs().tree(job.id())).job().state()).isEqualTo(state);
        String told = job.result()
                .onErrorResume(failure -> Mono.just(Actor.nameOf(failure)))
                .block(PATIENCE);
        assertThat(told).isEqualTo(state == COMPLETED ? "done" : state.name());
        return state;
    }

    private static String answerOf(Mono<Void> command) {
        return command.thenReturn("ok")
                .onErrorResume(failure -> Mono.just(Actor.nameOf(failure)))
                .blockOptional(PATIENCE)
                .orElseThrow();
    }

    @SafeVarargs
    private static <T> List<T> atOnce(Supplier<T>... actions) {
        return atOnce(List.of(actions));
    }

    private static <T> List<T> atOnce(int times, Supplier<T> action) {
        return atOnce(Stream.generate(() -> action).limit(times).toList());
    }

    /** Each on its own thread, and none before all are there. */
    private static <T> List<T> atOnce(List<Supplier<T>> actions) {
        var barrier = new CyclicBarrier(actions.size());
        List<CompletableFuture<T>> running = actions.stream()
                .map(action -> {
                    var answer = new CompletableFuture<T>();
                    var thread = new Thread(
                            () -> {
                                try {
                                    barrier.await();
                                    answer.complete(action.get());
                                } catch (Throwable failure) {
                                    answer.completeExceptionally(failure);
                                }
                            },
                            "race");
                    thread.setDaemon(true);
                    thread.start();
                    return answer;
                })
                .toList();
        return running.stream().map(RaceTest::get).toList();
    }

    private static <T> T get(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
