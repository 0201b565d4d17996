package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.Progress;
import io.headwater.jobs.UniqueKey;
import io.headwater.jobs.Upcaster;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** G16; fault row K15. */
@Tag("G16")
class G16UnknownIsNotLostTest {
    @TempDir
    Path folder;

    /** What the stored job looks like to a program that was changed meanwhile. */
    @JobType(name = "test.act", version = 2)
    record NewerAct(int number) implements Job<String> {}

    /** The same type two versions later. */
    @JobType(name = "test.act", version = 3)
    record LatestAct(String first, String last, BigDecimal fee) implements Job<String> {}

    private static Map<String, @Nullable Object> split(Map<String, @Nullable Object> stored) {
        String[] words = String.valueOf(stored.remove("name")).split(" ", 2);
        stored.put("first", words[0]);
        stored.put("last", words[1]);
        return stored;
    }

    private static Map<String, @Nullable Object> paid(Map<String, @Nullable Object> stored) {
        stored.put("fee", new BigDecimal("0.12345678901234567890"));
        return stored;
    }

    private TestEngine.Builder latest() {
        return TestEngine.builder()
                .folder(folder)
                .handler(
                        LatestAct.class,
                        (job, context) -> Mono.just(job.last() + ", " + job.first() + ", " + job.fee()));
    }

    private JobId dispatchAndClose() {
        try (TestEngine engine = new Stage().engine().folder(folder).start()) {
            return engine.dispatch(new Act("later"), DispatchOptions.defaults().withDelay(Duration.ofHours(1)))
                    .id();
        }
    }

    @Test
    void K15_a_type_without_a_handler_waits_in_quarantine_and_runs_once_there_is_one() {
        JobId id = dispatchAndClose();
        try (TestEngine without = TestEngine.builder().folder(folder).start()) {
            assertThat(without.state(id)).isEqualTo(JobState.QUARANTINED);
            assertThat(without.view(id).error()).isNotNull().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(ErrorCode.NO_HANDLER);
                assertThat(reason.message()).contains("test.act");
            });
            assertThatThrownBy(() ->
                            TestEngine.now(without.jobs().handle(id, Act.class).result()))
                    .isInstanceOfSatisfying(
                            JobException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUARANTINED));
        }
        try (TestEngine again = new Stage().engine().folder(folder).start()) {
            again.until(id, JobState.COMPLETED);
            assertThat(again.history(id))
                    .filteredOn(event -> event instanceof JobEvent.JobQueued)
                    .extracting(event -> ((JobEvent.JobQueued) event).cause())
                    .containsExactly(JobEvent.Cause.RELEASED);
        }
    }

    @Test
    void K15_what_is_in_quarantine_is_not_removed_before_it_is_cancelled() {
        JobId id = dispatchAndClose();
        try (TestEngine without = TestEngine.builder().folder(folder).start()) {
            assertThatThrownBy(() -> TestEngine.done(without.jobs().remove(id)))
                    .isInstanceOfSatisfying(JobException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.ILLEGAL_STATE);
                        assertThat(refusal).hasMessageContaining(id.toString()).hasMessageContaining("QUARANTINED");
                        assertThat(refusal.hint()).contains("ancel it first");
                    });
            assertThat(without.state(id)).isEqualTo(JobState.QUARANTINED);
            TestEngine.done(without.jobs().cancel(id));
            TestEngine.done(without.jobs().remove(id));
            assertThat(TestEngine.now(without.jobs().find(id).hasElement())).isFalse();
        }
    }

    @Test
    void a_job_that_no_longer_fits_is_put_aside_with_the_reason_and_stops_nothing_else() {
        JobId id;
        try (TestEngine engine = new Stage().engine().folder(folder).start()) {
            id = engine.dispatch(new Act("old"), DispatchOptions.defaults().withDelay(Duration.ofSeconds(5)))
                    .id();
        }
        try (TestEngine newer = TestEngine.builder()
                .folder(folder)
                .handler(NewerAct.class, (job, context) -> Mono.just("number " + job.number()))
                .start()) {
            newer.advance(Duration.ofSeconds(6));
            newer.until(id, JobState.QUARANTINED);
            assertThat(newer.view(id).error())
                    .isNotNull()
                    .satisfies(reason -> assertThat(reason.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID));
            assertThat(TestEngine.now(newer.dispatch(new NewerAct(7)).result())).isEqualTo("number 7");
        }
        try (TestEngine again = new Stage().engine().folder(folder).start()) {
            again.until(id, JobState.COMPLETED);
        }
    }

    @Test
    void a_checkpoint_that_no_longer_fits_puts_the_job_aside_too() {
        Stage stage = new Stage();
        stage.when(
                "changing",
                context -> context.restore(Integer.class)
                        .map(number -> "from " + number)
                        .switchIfEmpty(
                                context.checkpoint("not a number").then(context.interruptible(Mono.<String>never()))));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("changing"));
            engine.until("the checkpoint to be there", () -> {
                TestEngine.done(handle.pause());
                return engine.state(handle.id()) == JobState.PAUSED;
            });
            TestEngine.done(handle.resume());
            engine.until(handle.id(), JobState.QUARANTINED);
            assertThat(engine.view(handle.id()).error()).isNotNull();
        }
    }

    @Test
    void the_key_of_a_job_in_quarantine_is_free_and_its_release_gives_way_to_who_took_it() {
        DispatchOptions keyed = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("model"));
        Stage stage = new Stage().waits("model");
        JobId old;
        try (TestEngine engine = stage.engine().folder(folder).start()) {
            old = engine.dispatch(new Act("model"), keyed).id();
        }
        try (TestEngine without = TestEngine.builder().folder(folder).start()) {
            assertThat(without.state(old)).isEqualTo(JobState.QUARANTINED);
            // Somebody else's program, with another version of the type, does the work meanwhile.
        }
        try (TestEngine newer = TestEngine.builder()
                .folder(folder)
                .handler(NewerAct.class, (job, context) -> context.interruptible(Mono.never()))
                .start()) {
            JobId holder = newer.dispatch(new NewerAct(1), keyed).id();
            TestEngine.done(newer.jobs().retry(old));
            newer.until(old, JobState.CANCELLED);
            assertThat(newer.history(old)).last().isInstanceOfSatisfying(JobEvent.JobCancelled.class, cancelled -> {
                assertThat(cancelled.reason()).isEqualTo("superseded by " + holder);
            });
        }
    }

    private JobId dispatchOld(String name, DispatchOptions options) {
        try (TestEngine engine = new Stage().waits(name).engine().folder(folder).start()) {
            return engine.dispatch(new Act(name), options).id();
        }
    }

    @Test
    void a_job_of_an_older_version_runs_once_each_step_to_the_present_one_has_an_upcaster() {
        JobId id = dispatchOld("Ada Lovelace", DispatchOptions.defaults());
        try (TestEngine halfway =
                latest().upcaster("test.act", 2, G16UnknownIsNotLostTest::paid).start()) {
            halfway.until(id, JobState.QUARANTINED);
            assertThat(halfway.view(id).error()).isNotNull().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(ErrorCode.PAYLOAD_INVALID);
                assertThat(reason.message())
                        .isEqualTo("It is stored in version 1 of \"test.act\", the handler knows version 3,"
                                + " and there is no upcaster from version 1.");
                assertThat(reason.hint()).contains("upcaster from version 1");
            });
        }
        try (TestEngine engine = latest().upcaster("test.act", 1, G16UnknownIsNotLostTest::split)
                .upcaster("test.act", 2, G16UnknownIsNotLostTest::paid)
                .start()) {
            engine.until(id, JobState.COMPLETED);
            assertThat(engine.view(id).result()).isEqualTo("\"Lovelace, Ada, 0.12345678901234567890\"");
            assertThat(engine.view(id).params()).isEqualTo("{\"name\":\"Ada Lovelace\"}");
        }
    }

    @Test
    void a_job_of_a_newer_version_waits_for_the_program_that_knows_it() {
        JobId id;
        try (TestEngine newer = latest().start()) {
            id = newer.dispatch(
                            new LatestAct("Ada", "Lovelace", BigDecimal.ONE),
                            DispatchOptions.defaults().withDelay(Duration.ofSeconds(5)))
                    .id();
        }
        try (TestEngine older = new Stage().engine().folder(folder).start()) {
            older.advance(Duration.ofSeconds(6));
            older.until(id, JobState.QUARANTINED);
            assertThat(older.view(id).error()).isNotNull().satisfies(reason -> {
                assertThat(reason.message())
                        .isEqualTo("It is stored in version 3 of \"test.act\"; this program knows version 1 only.");
                assertThat(reason.hint()).isEqualTo("Start the program that stored it, or a newer one.");
            });
        }
        try (TestEngine again = latest().start()) {
            again.until(id, JobState.COMPLETED);
            assertThat(again.view(id).result()).isEqualTo("\"Lovelace, Ada, 1\"");
        }
    }

    @Test
    void an_upcaster_that_fails_keeps_the_job_and_stops_nothing_else() {
        JobId id = dispatchOld("Plato", DispatchOptions.defaults());
        try (TestEngine engine = latest().upcaster("test.act", 1, G16UnknownIsNotLostTest::split)
                .upcaster("test.act", 2, G16UnknownIsNotLostTest::paid)
                .start()) {
            engine.until(id, JobState.QUARANTINED);
            assertThat(engine.view(id).error())
                    .isNotNull()
                    .satisfies(reason -> assertThat(reason.message())
                            .startsWith("The upcaster from version 1 of \"test.act\" failed: Index 1 out of bounds"));
            assertThat(TestEngine.now(engine.dispatch(new LatestAct("A", "B", BigDecimal.TEN))
                            .result()))
                    .isEqualTo("B, A, 10");
        }
    }

    @Test
    void an_older_job_is_joined_by_its_key_though_its_parameters_read_differently() {
        DispatchOptions keyed = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("the same work"));
        JobId id = dispatchOld("Ada Lovelace", keyed.withDelay(Duration.ofHours(1)));
        try (TestEngine engine = latest().upcaster("test.act", 1, G16UnknownIsNotLostTest::split)
                .upcaster("test.act", 2, G16UnknownIsNotLostTest::paid)
                .start()) {
            JobHandle<String> joined = engine.dispatch(new LatestAct("Ada", "Lovelace", BigDecimal.ONE), keyed);
            assertThat(joined.id()).isEqualTo(id);
            assertThat(TestEngine.now(joined.result())).startsWith("Lovelace, Ada");
        }
    }

    /** A checkpoint is as old as the program that stored it, not as the job. */
    @Test
    void checkpoints_are_brought_up_to_date_too() {
        Stage stage = new Stage();
        stage.when(
                "Ada Lovelace",
                context -> context.checkpoint(List.of(1, 2)).then(context.interruptible(Mono.<String>never())));
        JobId id;
        try (TestEngine engine = stage.engine().folder(folder).start()) {
            id = engine.dispatch(new Act("Ada Lovelace")).id();
            engine.until(id, JobState.RUNNING);
            engine.until("the checkpoint to be there", () -> isCheckpointStored(engine));
        }
        var atWork = new Upcaster() {
            @Override
            public Map<String, @Nullable Object> params(Map<String, @Nullable Object> stored) {
                return paid(split(stored));
            }

            @Override
            public Object checkpoint(@Nullable Object stored) {
                return Map.of("places", stored == null ? List.of() : stored);
            }
        };
        var seen = new ConcurrentLinkedQueue<Places>();
        TestEngine.Builder second = TestEngine.builder()
                .folder(folder)
                .upcaster("test.act", 1, atWork)
                .upcaster("test.act", 2, stored -> stored)
                .handler(
                        LatestAct.class,
                        (job, context) -> context.restore(Places.class)
                                .doOnNext(seen::add)
                                .flatMap(places -> places.places().size() > 2
                                        ? Mono.just("from " + places.places())
                                        : context.checkpoint(new Places(List.of(1, 2, 3)))
                                                .then(context.interruptible(Mono.never()))));
        try (TestEngine engine = second.start()) {
            engine.until("the old checkpoint to be read", () -> !seen.isEmpty());
            engine.settle();
            engine.restart(); // the job is still of version 1, its checkpoint is not
            engine.until(id, JobState.COMPLETED);
            assertThat(engine.view(id).result()).isEqualTo("\"from [1, 2, 3]\"");
            assertThat(seen).containsExactly(new Places(List.of(1, 2)), new Places(List.of(1, 2, 3)));
        }
    }

    record Places(List<Integer> places) {}

    @Test
    void K15_progress_that_cannot_be_read_keeps_nobody_from_looking_or_from_going_on() throws SQLException {
        var release = Sinks.<String>one();
        TestEngine.Builder recipe = TestEngine.builder().folder(folder).handler(Act.class, (job, context) -> {
            context.progress(Progress.of(1, 4, Progress.Unit.FILES));
            return context.interruptible(release.asMono());
        });
        JobId id;
        try (TestEngine engine = recipe.start()) {
            id = engine.dispatch(new Act("one")).id();
            engine.until("its progress to be shown", () -> engine.view(id).progress() != null);
            TestEngine.done(engine.jobs().pause(id));
            engine.until(id, JobState.PAUSED);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("jobs.db"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update progress set data = '{\"done\":null,\"unit\":\"LEAGUES\"}'"))
                    .isEqualTo(1);
        }
        try (TestEngine engine = recipe.start()) {
            assertThat(engine.view(id).progress()).isNull();
            release.tryEmitValue("done").orThrow();
            TestEngine.done(engine.jobs().resume(id));
            engine.until(id, JobState.COMPLETED);
        }
    }

    private static boolean isCheckpointStored(TestEngine engine) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + engine.file());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from checkpoint")) {
            return rows.getInt(1) == 1;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
