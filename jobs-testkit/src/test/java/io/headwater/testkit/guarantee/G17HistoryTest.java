package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.History;
import io.headwater.core.Runs;
import io.headwater.core.fault.Point;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Page;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** History is bounded (G17), without a loss to anybody who is live (G2, G3). */
class G17HistoryTest {
    private static final Duration MONTH = Duration.ofDays(30);
    /** Jobs of old; the long form has a million. */
    private static final int MANY = Boolean.getBoolean("headwater.long") ? 1_000_000 : 100_000;

    private static JobHandle<String> done(TestEngine engine, String name) {
        JobHandle<String> handle = engine.dispatch(new Act(name));
        engine.until(handle.id(), JobState.COMPLETED);
        return handle;
    }

    private static List<String> stored(TestEngine engine) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200))).items().stream()
                .map(JobView::params)
                .map(params -> params.replaceAll(".*:\"|\"}", ""))
                .toList();
    }

    private static void untilStored(TestEngine engine, String... names) {
        engine.until(
                "only these to be stored: " + List.of(names),
                () -> stored(engine).equals(List.of(names)));
    }

    private static ErrorCode codeOf(Throwable failure) {
        return ((JobException) failure).code();
    }

    private static void assertFails(Mono<?> asked, ErrorCode code) {
        assertThatThrownBy(() -> asked.block(TestEngine.PATIENCE))
                .isInstanceOfSatisfying(JobException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.hint()).isNotBlank();
                });
    }

    @Test
    void beyond_so_many_those_that_ended_first_go_and_their_results_are_pruned() {
        try (TestEngine engine =
                new Stage().engine().history(History.keep(3, MONTH)).start()) {
            JobHandle<String> first = done(engine, "one");
            IntStream.rangeClosed(2, 5).forEach(number -> done(engine, "number " + number));

            untilStored(engine, "number 5", "number 4", "number 3");
            assertFails(first.result(), ErrorCode.PRUNED);
            assertThat(TestEngine.now(engine.jobs().find(first.id()).hasElement()))
                    .isFalse();

            engine.restart();
            done(engine, "number 6");
            untilStored(engine, "number 6", "number 5", "number 4");
        }
    }

    @Test
    void of_a_job_that_was_tried_again_the_last_end_counts() {
        var stage = new Stage();
        stage.when(
                "twice",
                context ->
                        context.attempt() == 1 ? Mono.error(new IllegalStateException("not yet")) : Mono.just("now"));
        try (TestEngine engine = stage.engine().history(History.keep(2, MONTH)).start()) {
            JobHandle<String> twice = engine.dispatch(new Act("twice"));
            engine.until(twice.id(), JobState.FAILED);
            done(engine, "older");
            TestEngine.done(engine.jobs().retry(twice.id()));
            engine.until(twice.id(), JobState.COMPLETED);
            done(engine, "newest");
            untilStored(engine, "newest", "twice");
        }
    }

    @Test
    void what_ended_long_ago_goes_though_nothing_else_happens() {
        try (TestEngine engine =
                new Stage().engine().history(History.keep(100, MONTH)).start()) {
            done(engine, "old");
            engine.advance(Duration.ofDays(20));
            done(engine, "young");
            engine.until("the old one to go", () -> {
                engine.advance(Duration.ofMinutes(30));
                return stored(engine).equals(List.of("young"));
            });
        }
    }

    @Test
    void live_jobs_stay_however_old_with_all_that_they_need_and_so_does_a_tree_of_which_a_part_lives() {
        var stage = new Stage();
        stage.when(
                "waiter", context -> context.await(new Serve("model"), shared()).then(context.await(new Act("later"))));
        stage.waits("later");
        stage.when("parent", context -> context.dispatch(new Act("child")).thenReturn("gone before its child"));
        stage.waits("child");
        try (TestEngine engine = stage.engine().history(History.keep(0, MONTH)).start()) {
            JobHandle<String> waiter = engine.dispatch(new Act("waiter"));
            JobHandle<String> parent = engine.dispatch(new Act("parent"));
            engine.until(parent.id(), JobState.COMPLETED);
            engine.until("its later part to be live", () -> stored(engine).contains("later"));
            JobId passerBy = engine.dispatch(new Act("passer-by")).id();
            untilGone(engine, passerBy);
            assertThat(stored(engine)).containsExactlyInAnyOrder("waiter", "model", "later", "parent", "child");

            engine.restart(); // the waiter is run from the top, and must find what the model came to
            stage.say("later", "done");
            assertThat(TestEngine.now(
                            engine.jobs().handle(waiter.id(), Act.class).result()))
                    .isEqualTo("done");
            stage.say("child", "done");
            untilStored(engine);
        }
    }

    private static DispatchOptions shared() {
        return DispatchOptions.defaults().withUniqueKey(UniqueKey.global("model"));
    }

    @Test
    void who_waits_for_a_result_gets_it_though_it_is_pruned_at_once_G2() {
        try (TestEngine engine =
                new Stage().engine().history(History.keep(0, MONTH)).start()) {
            for (int round = 0; round < 200; round++) {
                String name = "round " + round;
                String result = TestEngine.now(engine.jobs()
                        .dispatch(new Act(name))
                        .flatMap(handle -> handle.result()
                                .onErrorResume(late ->
                                        codeOf(late) == ErrorCode.PRUNED ? Mono.just(name) : Mono.error(late))));
                assertThat(result).isEqualTo(name);
            }
            untilStored(engine);
        }
    }

    @Test
    void a_cursor_from_before_is_gone_and_from_0_is_what_is_stored_G3() {
        try (TestEngine engine =
                new Stage().engine().history(History.keep(1, MONTH)).start()) {
            done(engine, "one");
            long early = engine.history().get(0).seq();
            done(engine, "two");
            done(engine, "three");
            untilStored(engine, "three");
            engine.restart(); // nothing of it is in memory

            List<JobEvent> stored = engine.history();
            assertThat(stored).hasSize(3);
            assertFails(engine.jobs().events(EventFilter.all(), early).next(), ErrorCode.CURSOR_GONE);
            assertThat(TestEngine.now(
                            engine.jobs().events(EventFilter.all(), 0).take(3).collectList()))
                    .isEqualTo(stored);
            long reached = stored.get(0).seq();
            assertThat(TestEngine.now(engine.jobs()
                            .events(EventFilter.all(), reached)
                            .take(2)
                            .collectList()))
                    .isEqualTo(stored.subList(1, 3));
            assertThat(TestEngine.now(engine.jobs()
                            .events(EventFilter.all().ofJob(stored.get(0).job()), early)
                            .take(3)
                            .collectList()))
                    .as("a job that is there has all its events")
                    .isEqualTo(stored);
        }
    }

    @Test
    void a_subscriber_that_is_so_slow_that_events_are_gone_before_it_reads_them_is_told_G4() {
        try (TestEngine engine =
                new Stage().engine().history(History.keep(10, MONTH)).start()) {
            var failures = new CopyOnWriteArrayList<Throwable>();
            var slow = new BaseSubscriber<JobEvent>() {
                @Override
                protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                    subscription.request(1);
                }

                @Override
                protected void hookOnError(Throwable failure) {
                    failures.add(failure);
                }
            };
            engine.jobs().events().subscribe(slow);
            var last = new ArrayList<JobHandle<String>>();
            for (int number = 0; number < 2_000; number++) { // more events than are kept in memory
                last.add(engine.dispatch(new Act("job " + number)));
            }
            engine.until("all but ten to be gone", () -> {
                long count = TestEngine.now(engine.jobs().count(JobQuery.all()));
                return count == 10;
            });
            slow.requestUnbounded();
            engine.until("it to be told", () -> !failures.isEmpty());
            assertThat(codeOf(failures.get(0))).isEqualTo(ErrorCode.CURSOR_GONE);
        }
    }

    @Test
    void an_ended_job_is_removed_with_all_below_it_and_nothing_else_is() {
        var stage = new Stage();
        stage.when("parent", context -> context.await(new Act("child")));
        stage.waits("live");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> live = engine.dispatch(new Act("live"));
            engine.until(live.id(), JobState.RUNNING);
            JobHandle<String> parent = done(engine, "parent");
            done(engine, "other");
            assertFails(engine.jobs().remove(live.id()), ErrorCode.ILLEGAL_STATE);
            assertFails(engine.jobs().remove(new JobId(Long.MAX_VALUE)), ErrorCode.NOT_FOUND);

            TestEngine.done(engine.jobs().remove(parent.id()));
            TestEngine.done(engine.jobs().remove(parent.id())); // it is so already
            assertThat(stored(engine)).containsExactly("other", "live");
            assertFails(parent.result(), ErrorCode.PRUNED);

            assertThat(TestEngine.now(engine.jobs().remove(JobQuery.all()))).isEqualTo(1);
            assertThat(stored(engine)).containsExactly("live");
        }
    }

    @Test
    void what_a_live_job_needs_is_not_removed() {
        var stage = new Stage();
        stage.when(
                "waiter", context -> context.await(new Serve("model"), shared()).then(context.await(new Act("later"))));
        stage.waits("later");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> waiter = engine.dispatch(new Act("waiter"));
            engine.until("its later part to be live", () -> stored(engine).contains("later"));
            JobId model = TestEngine.now(engine.jobs().list(JobQuery.all().inState(JobState.COMPLETED)))
                    .items()
                    .get(0)
                    .id();
            assertFails(engine.jobs().remove(model), ErrorCode.ILLEGAL_STATE);
            assertThat(TestEngine.now(engine.jobs().remove(JobQuery.all()))).isZero();
            stage.say("later", "done");
            assertThat(TestEngine.now(waiter.result())).isEqualTo("done");
            assertThat(TestEngine.now(engine.jobs().remove(JobQuery.all()))).isEqualTo(3);
        }
    }

    @Test
    void a_request_that_is_sent_again_is_not_run_again_though_its_job_is_gone_C14() {
        DispatchOptions asked = DispatchOptions.defaults().withRequestKey("click 7");
        try (TestEngine engine =
                new Stage().engine().history(History.keep(0, MONTH)).start()) {
            JobHandle<String> first = engine.dispatch(new Act("one"), asked);
            untilStored(engine);
            JobHandle<String> again = engine.dispatch(new Act("one"), asked);
            assertThat(again.id()).isEqualTo(first.id());
            assertFails(again.result(), ErrorCode.PRUNED);
        }
    }

    @Test
    void the_newest_lines_of_a_log_are_kept() {
        var stage = new Stage();
        stage.when("talker", context -> {
            IntStream.range(0, 500).forEach(line -> context.log("line " + line));
            return Mono.just("said");
        });
        try (TestEngine engine =
                stage.engine().history(History.usual().withLogLines(100)).start()) {
            JobHandle<String> talker = done(engine, "talker");
            engine.settle();
            List<String> lines = engine.log(talker.id());
            assertThat(lines).hasSizeBetween(100, 110).last().isEqualTo("line 499");
        }
    }

    @Test
    void lines_that_are_written_after_the_end_count_as_well_and_of_a_job_that_is_gone_there_are_none(
            @TempDir Path folder) {
        var stage = new Stage();
        var context = new AtomicReference<JobContext>();
        stage.when("talker", own -> {
            context.set(own);
            IntStream.range(0, 104).forEach(line -> own.log("line " + line));
            return Mono.just("said");
        });
        try (TestEngine engine = stage.engine()
                .folder(folder)
                .history(History.usual().withLogLines(100))
                .start()) {
            JobHandle<String> talker = done(engine, "talker");
            IntStream.range(104, 107).forEach(line -> context.get().log("line " + line));
            engine.settle();
            assertThat(engine.log(talker.id())).hasSize(100).last().isEqualTo("line 106");

            TestEngine.done(engine.jobs().remove(talker.id()));
            context.get().log("to nobody");
            engine.settle();
            assertThat(stored(folder.resolve("jobs.db"), "log")).isZero();
        }
    }

    @Test
    void who_is_tried_again_though_what_it_had_is_pruned_has_it_afresh_or_is_told_so() {
        var stage = new Stage();
        var jobs = new AtomicReference<Jobs>();
        var had = new AtomicReference<JobId>();
        DispatchOptions shared = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));
        stage.when("needed", context -> Mono.just("made by " + context.id()));
        stage.when(
                "dispatches",
                context -> context.await(new Act("needed"), shared)
                        .filter(made -> context.attempt() > 1)
                        .switchIfEmpty(Mono.error(new IllegalStateException("bad luck"))));
        stage.when(
                "holds",
                context -> context.await(jobs.get().handle(had.get(), Act.class))
                        .filter(made -> context.attempt() > 1)
                        .switchIfEmpty(Mono.error(new IllegalStateException("bad luck"))));
        try (TestEngine engine = stage.engine().start()) {
            jobs.set(engine.jobs());
            JobHandle<String> dispatches = engine.dispatch(new Act("dispatches"));
            engine.until(dispatches.id(), JobState.FAILED);
            had.set(jobNamed(engine, "needed"));
            JobHandle<String> holds = engine.dispatch(new Act("holds"));
            engine.until(holds.id(), JobState.FAILED);
            TestEngine.done(engine.jobs().remove(had.get()));

            TestEngine.done(engine.jobs().retry(dispatches.id()));
            engine.until(dispatches.id(), JobState.COMPLETED);
            JobId afresh = jobNamed(engine, "needed");
            assertThat(afresh).isNotEqualTo(had.get());
            assertThat(TestEngine.now(dispatches.result())).isEqualTo("made by " + afresh);

            TestEngine.done(engine.jobs().retry(holds.id()));
            engine.until(holds.id(), JobState.FAILED);
            assertThat(engine.view(holds.id()).error()).isNotNull().satisfies(error -> {
                assertThat(error.code()).isEqualTo(ErrorCode.PRUNED);
                assertThat(error.message()).contains(had.get().toString());
                assertThat(error.attempt()).isEqualTo(2);
            });
        }
    }

    @Test
    void what_an_earlier_attempt_needed_goes_though_a_later_one_is_live() {
        var stage = new Stage();
        DispatchOptions shared = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("shared"));
        stage.when("needed", context -> Mono.error(new IllegalStateException("bad luck")));
        stage.waits("first");
        stage.waits("second");
        stage.when(
                "waiter",
                context -> context.attempt() == 1
                        ? context.await(new Act("needed"), shared)
                                .onErrorResume(failure -> stage.cued("first"))
                                .then(Mono.error(new IllegalStateException("once more")))
                        : stage.cued("second"));
        try (TestEngine engine = stage.engine().history(History.keep(0, MONTH)).start()) {
            JobHandle<String> waiter = engine.dispatch(
                    new Act("waiter"),
                    DispatchOptions.defaults()
                            .withRetry(RetryPolicy.none().withRetries(1).withRest(Duration.ofSeconds(1), MONTH)));
            untilGone(engine, engine.dispatch(new Act("passer-by")).id());
            engine.until("what it needs to be kept", () -> stored(engine).equals(List.of("needed", "waiter")));
            stage.say("first", "on with it");
            engine.until(waiter.id(), JobState.SCHEDULED);
            untilGone(engine, engine.dispatch(new Act("passer-by")).id());
            untilStored(engine, "waiter");
            engine.advance(Duration.ofSeconds(2));
            stage.say("second", "done");
            assertThat(TestEngine.now(waiter.result())).isEqualTo("done");
        }
    }

    private static JobId jobNamed(TestEngine engine, String name) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200))).items().stream()
                .filter(job -> job.params().contains('"' + name + '"'))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static void untilGone(TestEngine engine, JobId job) {
        engine.until(
                "who ended to go", () -> !TestEngine.now(engine.jobs().find(job).hasElement()));
    }

    @Test
    void B11_a_backup_is_made_while_jobs_run_and_an_engine_starts_on_it(@TempDir Path folder) {
        var stage = new Stage();
        stage.waits("running");
        Path target = folder.resolve("copies/jobs.db");
        try (TestEngine engine = stage.engine().start()) {
            done(engine, "done");
            JobHandle<String> running = engine.dispatch(new Act("running"));
            engine.until(running.id(), JobState.RUNNING);
            TestEngine.done(engine.jobs().backup(target));
            done(engine, "after it");
            assertFails(engine.jobs().backup(target), ErrorCode.IO);
            assertFails(engine.jobs().backup(folder), ErrorCode.IO);
            stage.say("running", "here");
            assertThat(TestEngine.now(running.result())).isEqualTo("here");
        }
        assertThat(folder.resolve("copies").toFile().list()).containsExactly("jobs.db");

        var elsewhere = new Stage();
        elsewhere.waits("running");
        try (TestEngine copy =
                elsewhere.engine().folder(folder.resolve("copies")).start()) {
            assertThat(stored(copy)).containsExactly("running", "done");
            elsewhere.say("running", "there");
            copy.until(
                    "all to end",
                    () -> TestEngine.now(copy.jobs().count(JobQuery.all().inState(JobState.COMPLETED))) == 2);
        }
        assertThat(Files.exists(target)).isTrue();
    }

    @Test
    @Timeout(600)
    void K10_B15_very_many_jobs_of_old_are_paged_then_pruned_while_others_run_and_the_file_shrinks(@TempDir Path folder)
            throws SQLException, IOException {
        Path file = folder.resolve("jobs.db");
        new Stage().engine().folder(folder).start().close();
        fill(file, MANY);
        long full = Files.size(file);
        try (TestEngine engine = new Stage()
                .engine()
                .history(History.everything())
                .folder(folder)
                .start()) {
            Page<JobView> first =
                    TestEngine.now(engine.jobs().list(JobQuery.all().withLimit(200)));
            assertThat(first.items()).hasSize(200);
            Page<JobView> second = TestEngine.now(
                    engine.jobs().list(JobQuery.all().withLimit(200).after(Objects.requireNonNull(first.next()))));
            assertThat(second.items()).hasSize(200).doesNotContainAnyElementsOf(first.items());
        }
        try (TestEngine engine = new Stage()
                .engine()
                .history(History.keep(50, MONTH))
                .folder(folder)
                .start()) {
            long left = MANY;
            for (int number = 0; left > 50; number++) { // one after the other, for as long as it takes
                String name = "meanwhile " + number;
                String result =
                        TestEngine.now(engine.jobs().dispatch(new Act(name)).flatMap(JobHandle::result));
                assertThat(result).isEqualTo(name);
                left = TestEngine.now(engine.jobs().count(JobQuery.all()));
            }
            engine.until("what is free to be given back", () -> {
                engine.settle();
                return pages(file, "freelist_count") <= 1_000;
            });
        }
        assertThat(Files.size(file)).isLessThan(full / 2);
    }

    @Test
    void B15_a_tree_of_twenty_thousand_goes_a_little_at_a_time_others_are_answered_meanwhile_and_no_part_passes_for_it(
            @TempDir Path folder) throws Exception {
        Path file = folder.resolve("jobs.db");
        new Stage().engine().folder(folder).start().close();
        JobId top = fillTree(file, 20_000);
        TestEngine.Builder builder = new Stage().engine().folder(folder);
        var left = new CopyOnWriteArrayList<Long>();
        var half = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        try (TestEngine engine = builder.history(History.everything()).start()) {
            engine.at(Point.AFTER_COMMIT, () -> {
                long rows = rows(file);
                left.add(rows);
                if (rows < 40_000) {
                    half.countDown();
                    awaitQuietly(rows < 20_000 ? answered : asked);
                }
            });
            CompletableFuture<Void> removed = engine.jobs().remove(top).toFuture();
            half.await();
            var handle = engine.jobs().dispatch(new Act("meanwhile")).toFuture();
            var below = engine.jobs().count(JobQuery.all().below(top)).toFuture();
            asked.countDown();
            handle.get();
            assertThat(below.get()).isZero();
            assertFails(engine.jobs().tree(top), ErrorCode.NOT_FOUND);
            assertThat(left.get(left.size() - 1)).as("rows that are left").isPositive();
            answered.countDown();
            removed.get();
            engine.until("all of it to be gone", () -> stored(engine).equals(List.of("meanwhile")));
            engine.settle();
        }
        assertThat(left).hasSizeGreaterThan(100);
        for (int commit = 1; commit < left.size(); commit++) {
            assertThat(left.get(commit - 1) - left.get(commit)).isLessThan(5_000);
        }
        assertThat(stored(file, "edge") + stored(file, "gone") + stored(file, "log"))
                .isZero();
    }

    @Test
    void B15_a_tree_too_large_for_one_look_stays_as_a_whole_while_a_part_of_it_is_needed_and_then_goes_as_a_whole(
            @TempDir Path folder) throws SQLException {
        Path file = folder.resolve("jobs.db");
        new Stage().engine().folder(folder).start().close();
        JobId top = fillTree(file, 2_000);
        var stage = new Stage();
        var jobs = new AtomicReference<Jobs>();
        stage.when(
                "waiter",
                context -> context.await(jobs.get().handle(new JobId(2), Act.class))
                        .then(context.await(new Act("later"))));
        stage.waits("later");
        TestEngine.Builder builder = stage.engine().folder(folder);
        try (TestEngine engine = builder.history(History.everything()).start()) {
            jobs.set(engine.jobs());
            engine.dispatch(new Act("waiter"));
            engine.until("its later part to be live", () -> stored(engine).contains("later"));
        }
        try (TestEngine engine = builder.history(History.keep(0, MONTH)).start()) {
            jobs.set(engine.jobs());
            JobId passerBy = engine.dispatch(new Act("passer-by")).id();
            untilGone(engine, passerBy);
            engine.settle();
            assertThat(stored(file, "job")).isEqualTo(2_001 + 2);
            stage.say("later", "done");
            untilStored(engine);
            engine.settle();
            assertThat(rows(file)).isZero();
            assertFails(engine.jobs().retry(top), ErrorCode.PRUNED);
        }
    }

    @Test
    void B15_K01_a_tree_that_is_gone_in_part_goes_on_going_after_a_crash_and_what_is_left_of_it_cannot_be_had_any_more(
            @TempDir Path folder) throws SQLException {
        Path file = folder.resolve("jobs.db");
        new Stage().engine().folder(folder).start().close();
        JobId top = fillTree(file, 2_000);
        JobId last = new JobId(2_001);
        try (TestEngine engine = new Stage()
                .engine()
                .history(History.everything())
                .folder(folder)
                .start()) {
            engine.settle();
            engine.at(Point.AFTER_COMMIT, () -> {
                if (stored(file, "job") < 2_000) {
                    throw new IllegalStateException("this is the end");
                }
            });
            engine.jobs().remove(top).onErrorComplete().block(TestEngine.PATIENCE);
            engine.engine().abandon();
        }
        assertThat(stored(file, "job")).isBetween(1_000L, 1_999L);

        var stage = new Stage();
        try (TestEngine looks = stage.engine()
                .history(History.everything())
                .folder(folder)
                .run(Runs.NOTHING)
                .start()) {
            assertFails(looks.jobs().retry(top), ErrorCode.PRUNED);
            assertFails(looks.jobs().retry(last), ErrorCode.PRUNED);
            assertThat(TestEngine.now(looks.jobs().count(JobQuery.all().below(top))))
                    .isZero();
        }
        try (TestEngine engine =
                stage.engine().history(History.everything()).folder(folder).start()) {
            untilStored(engine);
            engine.settle();
            assertThat(rows(file)).isZero();
        }
    }

    @Test
    void B10_a_long_reader_makes_the_log_grow_only_while_it_reads(@TempDir Path folder)
            throws SQLException, IOException {
        Path wal = folder.resolve("jobs.db-wal");
        String large = "x".repeat(20_000);
        try (TestEngine engine = new Stage().engine().folder(folder).start()) {
            try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement.executeQuery("select count(*) from job").close();
                while (Files.size(wal) < 40_000_000) {
                    done(engine, large);
                }
            }
            engine.until("the log to be cut", () -> {
                done(engine, large);
                return wal.toFile().length() <= 16_777_216;
            });
        }
    }

    private static void fill(Path file, int jobs) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = store.createStatement()) {
            String numbers =
                    "with recursive n (i) as (select 1 union all select i + 1 from n where i < %d) ".formatted(jobs);
            statement.execute(numbers + """
                    insert into job (id, type, version, params, state, queue, priority, lane, root, created_at, ended_at)
                    select i, 'test.act', 1, '{"name":"old"}', 5, 'default', 0, 0, i, 1000, 2000 from n
                    """);
            // Young enough to be kept for their age alone.
            statement.execute(numbers + """
                    insert into event (seq, job, at, kind) select 2 * i - 1, i, 4102444800000, 1 from n
                    """);
            statement.execute(numbers + """
                    insert into event (seq, job, at, kind) select 2 * i, i, 4102444800000, 8 from n
                    """);
        }
    }

    /** The top, and so many below it, of which the last was cancelled; each with something in the other tables. */
    private static JobId fillTree(Path file, int children) throws SQLException {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = store.createStatement()) {
            String numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i <= %d) "
                    .formatted(children);
            statement.execute(numbers + """
                    insert into job (id, type, version, params, state, queue, priority, lane, parent, root, created_at, ended_at)
                    select i, 'test.act', 1, '{"name":"old"}', iif(i > %d, 7, 5), 'default', 0, 0, iif(i = 1, null, 1), 1, 1, 2
                      from n
                    """.formatted(children));
            statement.execute(numbers + "insert into event (seq, job, at, kind) select i, i, 1, 1 from n");
            statement.execute(numbers + """
                    insert into event (seq, job, at, kind, data)
                    select 100000 + i, i, 2, iif(i > %d, 10, 8),
                           iif(i > %d, '{"reason":"bad luck"}', null)
                      from n
                    """.formatted(children, children));
            statement.execute(numbers + "insert into log (job, at, level, message) select i, 1, 1, 'said' from n");
            statement.execute(numbers + """
                    insert into edge (waiter, identity, target, dependency, joined, awaited, open, outcome_seq, weight)
                    select 1, 'child ' || i, i, 0, 0, 1, 0, 100000 + i, 1 from n where i > 1
                    """);
        }
        return new JobId(1);
    }

    private static long stored(Path file, String table) {
        return asked(file, "select count(*) from " + table);
    }

    private static long rows(Path file) {
        return asked(file, """
                select (select count(*) from job) + (select count(*) from event) + (select count(*) from edge)
                       + (select count(*) from log) + (select count(*) from gone)
                """);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static long pages(Path file, String which) {
        return asked(file, "pragma " + which);
    }

    private static long asked(Path file, String question) {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = store.createStatement()) {
            return statement.executeQuery(question).getLong(1);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
