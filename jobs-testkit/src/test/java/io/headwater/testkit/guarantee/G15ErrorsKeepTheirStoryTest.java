package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.fault.Point;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

    /** What goes wrong, for real, and where. */
    private enum Fatal implements Function<JobContext, Mono<String>> {
        A_STACK_THAT_IS_USED_UP_IN_THE_MONO("StackOverflowError at") {
            @Override
            public Mono<String> apply(JobContext context) {
                return Mono.fromSupplier(() -> "depth " + depth(1));
            }
        },
        A_CLASS_THAT_IS_MISSING_IN_THE_MONO("Missing") {
            private final Callable<String> needy = WithoutMissing.needy();

            @Override
            public Mono<String> apply(JobContext context) {
                return Mono.fromCallable(needy);
            }
        },
        A_CLASS_THAT_IS_MISSING_BEFORE_THE_MONO("Missing") {
            private final Callable<String> needy = WithoutMissing.needy();

            @Override
            public Mono<String> apply(JobContext context) {
                try {
                    return Mono.just(needy.call());
                } catch (Exception unexpected) {
                    throw new IllegalStateException(unexpected);
                }
            }
        },
        MORE_MEMORY_THAN_THERE_IS_IN_A_BLOCKING_CALL("ran out of memory") {
            @Override
            public Mono<String> apply(JobContext context) {
                return context.blocking(() -> "words: " + new long[Integer.MAX_VALUE].length);
            }
        },
        NOTHING_INSTEAD_OF_A_MONO("null instead of a Mono") {
            @Override
            public Mono<String> apply(JobContext context) {
                return nothing();
            }
        };

        final String words;

        Fatal(String words) {
            this.words = words;
        }

        private static long depth(long above) {
            return above + depth(above + 1);
        }
    }

    /** A library that is there, of which a part is not. */
    private static final class WithoutMissing extends ClassLoader {
        static final class Missing {}

        static final class Needy implements Callable<String> {
            @Override
            public String call() {
                return "found " + new Missing();
            }
        }

        private WithoutMissing() {
            super(WithoutMissing.class.getClassLoader());
        }

        @SuppressWarnings("unchecked")
        static Callable<String> needy() {
            try (InputStream file =
                    Needy.class.getResourceAsStream("/" + Needy.class.getName().replace('.', '/') + ".class")) {
                byte[] bytes = Objects.requireNonNull(file).readAllBytes();
                var loader = new WithoutMissing();
                Constructor<?> maker = loader.defineClass(Needy.class.getName(), bytes, 0, bytes.length)
                        .getDeclaredConstructor();
                maker.setAccessible(true);
                return (Callable<String>) maker.newInstance();
            } catch (IOException | ReflectiveOperationException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Missing.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    @ParameterizedTest
    @EnumSource
    void K04_what_is_fatal_to_others_fails_that_job_only(Fatal fatal) {
        Stage stage = new Stage().when("fatal", fatal);
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> handle = engine.dispatch(new Act("fatal"));
            JobError error = Optional.ofNullable(
                            engine.until(handle.id(), JobState.FAILED).error())
                    .orElseThrow();
            assertThat(error.code()).isEqualTo(ErrorCode.HANDLER_ERROR);
            assertThat(error.message()).contains(fatal.words);
            assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                    .isEqualTo("other");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT", "AFTER_PUBLISH"})
    void K04_what_is_fatal_to_the_engines_own_thread_stops_it_and_everybody_is_told(Point point) {
        Stage stage = new Stage().waits("endless");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> endless = engine.dispatch(new Act("endless"));
            engine.until(endless.id(), JobState.RUNNING);
            engine.settle();
            CompletableFuture<String> result = endless.result().toFuture();
            CompletableFuture<JobEvent> events =
                    engine.jobs().events().ignoreElements().toFuture();
            engine.settle();
            var once = new AtomicBoolean();
            engine.at(point, () -> {
                if (once.compareAndSet(false, true)) {
                    throw new OutOfMemoryError("of the test");
                }
            });

            assertStopped(engine.jobs().dispatch(new Act("met by it")));
            assertStopped(engine.jobs().dispatch(new Act("too late")));
            assertStopped(Mono.fromFuture(result));
            assertStopped(Mono.fromFuture(events));
            engine.restart();
            engine.until(endless.id(), JobState.RUNNING);
            assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                    .isEqualTo("other");
        }
    }

    private static void assertStopped(Mono<?> asked) {
        assertThatThrownBy(() -> asked.block(TestEngine.PATIENCE))
                .hasMessageContaining("The engine had to stop")
                .hasMessageContaining("of the test");
    }

    @SuppressWarnings({"DataFlowIssue", "NullAway"})
    private static Mono<String> nothing() {
        return null;
    }
}
