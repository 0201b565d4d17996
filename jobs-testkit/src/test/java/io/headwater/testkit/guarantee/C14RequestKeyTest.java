package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Fault row C14: a client that sends its request again gets the job that it got before. */
@Tag("G5")
class C14RequestKeyTest {
    private static final DispatchOptions REQUEST = DispatchOptions.defaults().withRequestKey("order 66");

    @TempDir
    Path folder;

    private static long jobs(TestEngine engine) {
        return TestEngine.now(engine.jobs().count(JobQuery.all()));
    }

    private static void assertRefused(TestEngine engine, Act act, DispatchOptions options) {
        assertThatThrownBy(() -> engine.dispatch(act, options))
                .isInstanceOfSatisfying(JobException.Conflict.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
                    assertThat(refusal).hasMessageContaining("order 66");
                    assertThat(refusal.hint()).isNotEmpty();
                });
    }

    @Test
    void C14_the_same_request_again_is_the_same_job_also_when_that_has_ended() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> first = engine.dispatch(new Act("once"), REQUEST);
            assertThat(first.joined()).isFalse();
            assertThat(TestEngine.now(first.result())).isEqualTo("once");

            JobHandle<String> again = engine.dispatch(new Act("once"), REQUEST);
            assertThat(again.id()).isEqualTo(first.id());
            assertThat(again.joined()).isTrue();
            assertThat(TestEngine.now(again.result())).isEqualTo("once");
            JobHandle<Object> asJson =
                    TestEngine.now(engine.jobs().dispatch("test.act", "{\"name\": \"once\"}", REQUEST));
            assertThat(asJson.id()).isEqualTo(first.id());
            assertThat(jobs(engine)).isEqualTo(1);
        }
    }

    @Test
    void C14_another_body_under_the_same_key_is_refused() {
        try (TestEngine engine = new Stage().engine().start()) {
            engine.dispatch(new Act("once"), REQUEST);
            assertRefused(engine, new Act("twice"), REQUEST);
            assertRefused(engine, new Act("once"), REQUEST.withPriority(1));
            assertRefused(engine, new Act("once"), REQUEST.withDelay(Duration.ofSeconds(1)));
            assertRefused(engine, new Act("once"), REQUEST.withLabel("for", "somebody else"));
            assertThat(jobs(engine)).isEqualTo(1);
            assertThat(engine.dispatch(new Act("twice"), REQUEST.withRequestKey("order 67"))
                            .joined())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void C14_it_is_remembered_over_a_restart(boolean crash) {
        try (TestEngine engine = new Stage().engine().folder(folder).start()) {
            JobId id = engine.dispatch(new Act("once"), REQUEST).id();
            if (crash) {
                engine.crash();
            } else {
                engine.restart();
            }
            assertThat(engine.dispatch(new Act("once"), REQUEST).id()).isEqualTo(id);
            assertRefused(engine, new Act("twice"), REQUEST);
        }
    }

    @Test
    void C14_after_a_day_it_is_forgotten_and_leaves_nothing_behind() throws SQLException {
        try (TestEngine engine = new Stage().engine().folder(folder).start()) {
            JobId id = engine.dispatch(new Act("once"), REQUEST).id();
            engine.dispatch(new Act("other"), REQUEST.withRequestKey("another one"));
            engine.advance(Duration.ofHours(24).minusMillis(1));
            assertThat(engine.dispatch(new Act("once"), REQUEST).id()).isEqualTo(id);
            engine.advance(Duration.ofMillis(1));
            assertThat(engine.dispatch(new Act("twice"), REQUEST).id()).isNotEqualTo(id);
            assertThat(requestsStored(engine)).isEqualTo(1);
        }
    }

    private static int requestsStored(TestEngine engine) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + engine.file());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from request")) {
            return rows.getInt(1);
        }
    }

    @Test
    void C14_however_many_send_it_at_once_there_is_one_job() {
        try (TestEngine engine = new Stage().engine().start()) {
            List<JobHandle<String>> handles = TestEngine.now(Flux.range(0, 64)
                    .flatMap(
                            number -> engine.jobs()
                                    .dispatch(new Act("once"), REQUEST)
                                    .subscribeOn(Schedulers.boundedElastic()),
                            64)
                    .collectList());
            assertThat(handles.stream().map(JobHandle::id).distinct()).hasSize(1);
            assertThat(handles.stream().filter(JobHandle::joined)).hasSize(63);
            assertThat(jobs(engine)).isEqualTo(1);
        }
    }

    @Test
    void a_request_that_joins_shared_work_stands_for_that() {
        Stage stage = new Stage().waits("shared");
        DispatchOptions shared = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("work"));
        try (TestEngine engine = stage.engine().start()) {
            JobId holder = engine.dispatch(new Act("shared"), shared).id();
            DispatchOptions request = shared.withRequestKey("order 66");
            assertThat(engine.dispatch(new Act("shared"), request).id()).isEqualTo(holder);
            stage.say("shared", "done");
            engine.until(holder, JobState.COMPLETED);
            assertThat(engine.dispatch(new Act("shared"), request).id()).isEqualTo(holder);
        }
    }

    @Test
    void a_request_that_came_to_nothing_may_be_corrected() {
        Stage stage = new Stage().waits("shared");
        DispatchOptions request = REQUEST.withUniqueKey(UniqueKey.global("work"));
        try (TestEngine engine = stage.engine().start()) {
            engine.dispatch(new Act("shared"), DispatchOptions.defaults().withUniqueKey(UniqueKey.global("work")));
            assertThatThrownBy(() -> engine.dispatch(new Act("other"), request))
                    .isInstanceOfSatisfying(
                            JobException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.KEY_CONFLICT));
            assertThat(engine.dispatch(new Act("shared"), request).joined()).isTrue();
        }
    }

    @Test
    void a_handler_is_told_to_use_names() {
        Stage stage = new Stage()
                .when(
                        "handler",
                        context -> context.dispatch(new Act("child"), REQUEST).map(handle -> "dispatched"));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("handler"));
            assertThatThrownBy(() -> TestEngine.now(handle.result()))
                    .isInstanceOfSatisfying(JobException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.INPUT);
                        assertThat(refusal.hint()).contains("name");
                    });
        }
    }

    @Test
    void a_key_has_1_to_255_characters() {
        for (String wrong : List.of("", "  ", "x".repeat(256))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DispatchOptions.defaults().withRequestKey(wrong))
                    .withMessageContaining("request key");
        }
    }
}
