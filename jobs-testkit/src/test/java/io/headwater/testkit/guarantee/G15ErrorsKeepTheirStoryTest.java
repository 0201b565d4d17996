package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** G15; fault row K04. */
@Tag("G15")
class G15ErrorsKeepTheirStoryTest {
    @Test
    void message_causes_hint_and_attempt_are_stored_and_told() {
        Stage stage = new Stage()
                .when(
                        "unlucky",
                        context -> Mono.error(new IllegalStateException(
                                "the film could not be read", new IOException("input/output error", null))));
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("unlucky"));
            JobError error = Optional.ofNullable(
                            engine.until(handle.id(), JobState.FAILED).error())
                    .orElseThrow();
            assertThat(error.code()).isEqualTo(ErrorCode.HANDLER_ERROR);
            assertThat(error.message()).isEqualTo("the film could not be read");
            assertThat(error.causes()).containsExactly(new JobError.Cause("java.io.IOException", "input/output error"));
            assertThat(error.hint()).isNotBlank();
            assertThat(error.attempt()).isEqualTo(1);
            assertThatThrownBy(() -> TestEngine.now(handle.result()))
                    .hasMessage("the film could not be read")
                    .hasRootCauseMessage("input/output error");
        }
    }

    @Test
    void an_exception_of_a_known_kind_arrives_as_that_kind() {
        Stage stage = new Stage()
                .when(
                        "offline",
                        context -> Mono.error(new JobException.Network(
                                new ErrorCode("TIMEOUT"), "The hub did not answer.", "Try again later.", null)));
        try (TestEngine engine = stage.engine().start()) {
            assertThatThrownBy(() ->
                            TestEngine.now(engine.dispatch(new Act("offline")).result()))
                    .isInstanceOfSatisfying(JobException.Network.class, failure -> {
                        assertThat(failure.code()).isEqualTo(new ErrorCode("TIMEOUT"));
                        assertThat(failure.hint()).isEqualTo("Try again later.");
                        assertThat(failure.retryable()).isTrue();
                    });
        }
    }

    @Test
    void an_exception_that_says_nothing_is_told_by_where_it_came_from() {
        Stage stage = new Stage().when("mute", context -> Mono.error(new UnsupportedOperationException()));
        try (TestEngine engine = stage.engine().start()) {
            assertThatThrownBy(() ->
                            TestEngine.now(engine.dispatch(new Act("mute")).result()))
                    .hasMessageContaining("UnsupportedOperationException at ")
                    .hasMessageContaining("G15ErrorsKeepTheirStoryTest");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in the Mono", "before the Mono", "in a blocking call", "instead of a Mono"})
    void K04_what_is_fatal_to_others_fails_that_job_only(String where) {
        Stage stage = new Stage().when("fatal", context -> switch (where) {
            case "in the Mono" ->
                Mono.fromSupplier(() -> {
                    throw new StackOverflowError("too deep");
                });
            case "before the Mono" -> throw new NoClassDefFoundError("too deep");
            case "in a blocking call" ->
                context.blocking(() -> {
                    throw new OutOfMemoryError("too deep");
                });
            default -> nothing();
        });
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("fatal"));
            JobError error = Optional.ofNullable(
                            engine.until(handle.id(), JobState.FAILED).error())
                    .orElseThrow();
            assertThat(error.code()).isEqualTo(ErrorCode.HANDLER_ERROR);
            assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                    .isEqualTo("other");
        }
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"})
    private static Mono<String> nothing() {
        return null;
    }
}
