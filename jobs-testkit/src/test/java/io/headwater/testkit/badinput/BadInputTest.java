package io.headwater.testkit.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobType;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Line;
import io.headwater.testkit.puppet.Puppet;
import io.headwater.testkit.puppet.Puppets;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** What cannot be done is refused with a reason, and all else goes on. */
class BadInputTest {
    private static final int LIMIT = 4_096;
    private static final String TOO_LONG = "x".repeat(LIMIT + 1);

    private final Puppets puppets = new Puppets();
    private final TestEngine engine = puppets.engine()
            .payloadLimit(LIMIT)
            .handler(Stubborn.class, (job, context) -> Mono.just("done"))
            .handler(Endless.class, (job, context) -> Mono.just("done"))
            .handler(Streaming.class, (job, context) -> Mono.just("done"))
            .handler(Explosive.class, (job, context) -> Mono.just("done"))
            .handler(Elsewhere.class, (job, context) -> Mono.just("done"))
            .handler(InPlaces.class, (job, context) -> Mono.just("done"))
            .start();

    @AfterEach
    void the_engine_still_works() {
        try (engine) {
            JobHandle<String> healthy = engine.dispatch(new Puppet("healthy"));
            puppets.emit("healthy", "done");
            assertThat(TestEngine.now(healthy.result())).isEqualTo("done");
        }
    }

    private Jobs jobs() {
        return engine.jobs();
    }

    /** Cannot be read by those who write it. */
    @JobType(name = "bad.stubborn")
    record Stubborn(String name) implements Job<String> {
        @Override
        public String name() {
            throw new IllegalStateException("the name is a secret");
        }
    }

    /** Contains itself. */
    @JobType(name = "bad.endless")
    record Endless(List<Object> parts) implements Job<String> {}

    /** Carries something live. */
    @JobType(name = "bad.streaming")
    record Streaming(InputStream input) implements Job<String> {}

    /** Can be written and not be read again. */
    @JobType(name = "bad.explosive")
    record Explosive(String name, boolean armed) implements Job<String> {
        Explosive {
            if (!armed) {
                throw new AssertionError("this record does not like to be read");
            }
            armed = false;
        }
    }

    /** Has a place for everything. */
    @JobType(name = "bad.nested")
    record InPlaces(List<Part> parts) implements Job<String> {
        record Part(int number, String word) {
            Part {
                if (number < 0) {
                    throw new IllegalArgumentException("a number is not negative");
                }
            }
        }
    }

    /** Wants a queue that nobody has. */
    @JobType(name = "bad.elsewhere", queue = "nowhere")
    record Elsewhere(String name) implements Job<String> {}

    /** Has no handler. */
    @JobType(name = "bad.unknown")
    record Unknown(String name) implements Job<String> {}

    @Nested
    class A_job_that_cannot_be_stored {
        @AfterEach
        void is_not_stored() {
            assertThat(TestEngine.now(jobs().count(JobQuery.all()))).isZero();
        }

        @Test
        void is_refused_when_it_fails_to_tell_its_parts() {
            Refusal.by(jobs().dispatch(new Stubborn("job")))
                    .isA(ErrorCode.PAYLOAD_INVALID)
                    .naming("the name is a secret");
        }

        @Test
        void is_refused_when_it_contains_itself() {
            var parts = new ArrayList<>();
            parts.add(parts);
            Refusal.by(jobs().dispatch(new Endless(parts))).isA(ErrorCode.PAYLOAD_INVALID);
        }

        @Test
        void is_refused_when_it_is_too_large() {
            Refusal.by(jobs().dispatch(new Puppet(TOO_LONG)))
                    .isA(ErrorCode.PAYLOAD_TOO_LARGE)
                    .naming(LIMIT);
        }

        @Test
        void is_refused_when_it_is_too_large_in_bytes() {
            Refusal.by(jobs().dispatch(new Puppet("€".repeat(LIMIT / 2))))
                    .isA(ErrorCode.PAYLOAD_TOO_LARGE)
                    .naming(LIMIT);
        }
    }

    @Test
    void A_job_that_carries_something_live_is_refused_or_put_aside_with_the_reason() {
        Signal<JobHandle<String>> outcome =
                TestEngine.now(jobs().dispatch(new Streaming(new ByteArrayInputStream(new byte[] {1})))
                        .materialize());
        JobHandle<String> handle = outcome.get();
        if (handle == null) {
            Refusal.in(Objects.requireNonNull(outcome.getThrowable())).isA(ErrorCode.PAYLOAD_INVALID);
        } else {
            JobView view = engine.until(handle.id(), JobState.QUARANTINED);
            Refusal.in(Objects.requireNonNull(view.error())).isA(ErrorCode.PAYLOAD_INVALID);
        }
    }

    @Test
    void A_job_of_just_the_size_that_is_allowed_is_stored() {
        int frame = "{\"name\":\"\"}".length();
        JobHandle<String> handle = engine.dispatch(new Puppet("x".repeat(LIMIT - frame)));
        engine.until(handle.id(), JobState.RUNNING);
    }

    @Test
    void A_job_that_blows_up_when_it_is_read_ends_with_its_story_and_gives_its_slot_back() {
        JobHandle<String> handle = engine.dispatch(
                new Explosive("job", true), DispatchOptions.defaults().withQueue(Puppets.NARROW));
        JobView view = engine.until(handle.id(), JobState.FAILED, JobState.QUARANTINED);
        Refusal.in(Objects.requireNonNull(view.error())).naming("does not like to be read");
        JobHandle<String> next =
                engine.dispatch(new Puppet("next"), DispatchOptions.defaults().withQueue(Puppets.NARROW));
        engine.until(next.id(), JobState.RUNNING);
    }

    @Nested
    class A_job_by_name {
        private Refusal refused(String type, String params) {
            Refusal refusal = Refusal.by(jobs().dispatch(type, params, DispatchOptions.defaults()));
            assertThat(TestEngine.now(jobs().count(JobQuery.all()))).isZero();
            return refusal;
        }

        @Test
        void of_an_unknown_type_is_refused_and_the_known_ones_are_named() {
            Refusal refusal = refused("test.pupet", "{\"name\":\"job\"}")
                    .isA(ErrorCode.NO_HANDLER)
                    .naming("test.pupet");
            assertThat(refusal.hint()).contains("test.puppet");
        }

        @Test
        void with_params_that_are_too_large_is_refused() {
            refused("test.puppet", "{\"name\":\"%s\"}".formatted(TOO_LONG)).isA(ErrorCode.PAYLOAD_TOO_LARGE);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "not json",
                    "{\"name\":",
                    "{\"name\":\"job\"} trailing",
                    "[]",
                    "17",
                    "\"text\"",
                    "{\"name\":{\"first\":\"job\"}}",
                    "{\"name\":[\"job\"]}"
                })
        void with_params_that_do_not_fit_is_refused(String params) {
            assertThat(refused("test.puppet", params).code())
                    .isIn(ErrorCode.PAYLOAD_INVALID.name(), ErrorCode.INPUT.name());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                {"parts": [{"number": 1}, {"number": "one"}]}              | at /parts/1/number: | "one"
                {"parts": {"number": 1}}                                   | at /parts:          | ArrayList
                {"parts": [{"number": 1, "wrod": "w"}]}                    | at /parts/0/wrod:   | number, word
                {"parts": [], "priority": 7}                               | at /priority:       | there are parts
                {"parts": [{"number": -1}]}                                | at /parts/0:        | not negative
                {"parts": [{"number": 1},]}                                | line 1, column      |
                """)
        void with_params_that_do_not_fit_is_told_the_place_and_why(String params, String place, String why) {
            refused("bad.nested", params)
                    .isA(ErrorCode.PAYLOAD_INVALID)
                    .naming("bad.nested", place, why == null ? "" : why);
        }

        @Test
        void with_params_that_are_nested_without_end_is_refused() {
            String params = "{\"name\":" + "[".repeat(1_900) + "]".repeat(1_900) + "}";
            assertThat(refused("test.puppet", params).code())
                    .isIn(ErrorCode.PAYLOAD_INVALID.name(), ErrorCode.INPUT.name());
        }
    }

    @Test
    void A_job_without_a_handler_is_refused_at_once() {
        Refusal.by(jobs().dispatch(new Unknown("job")))
                .isA(ErrorCode.NO_HANDLER)
                .naming("bad.unknown");
    }

    @Nested
    class What_a_handler_stores {
        @Test
        void is_refused_when_its_result_is_too_large() {
            JobHandle<String> handle = engine.dispatch(new Puppet("job"));
            puppets.emit("job", TOO_LONG);
            JobView view = engine.until(handle.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error()))
                    .isA(ErrorCode.PAYLOAD_TOO_LARGE)
                    .naming(LIMIT);
            Refusal.by(handle.result()).isA(ErrorCode.PAYLOAD_TOO_LARGE);
        }

        @Test
        void is_refused_when_a_checkpoint_is_too_large_and_the_last_one_stays() {
            JobHandle<String> handle = play(
                    Line.checkpoints("small"),
                    Line.checkpoints(TOO_LONG).orHearsWhy(),
                    Line.sees(context -> context.restore(String.class)));
            assertThat(untilHeard(3)).element(1).asString().contains(String.valueOf(LIMIT));
            assertThat(puppets.heard("job")).last().isEqualTo("small");
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
        }

        @Test
        void is_refused_when_a_checkpoint_cannot_be_written() {
            JobHandle<String> handle =
                    play(Line.checkpoints(new Stubborn("state")).orHearsWhy());
            assertThat(untilHeard(1)).singleElement().asString().contains("the name is a secret");
            assertThat(engine.state(handle.id())).isEqualTo(JobState.RUNNING);
        }

        @Test
        void fails_the_job_when_the_handler_lets_the_refusal_pass() {
            JobHandle<String> handle = play(Line.checkpoints(TOO_LONG));
            JobView view = engine.until(handle.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error())).isA(ErrorCode.PAYLOAD_TOO_LARGE);
        }

        @Test
        void is_refused_when_the_result_of_a_step_is_too_large() {
            JobHandle<String> handle = play(Line.steps("read", Mono.just(TOO_LONG)));
            JobView view = engine.until(handle.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error()))
                    .isA(ErrorCode.PAYLOAD_TOO_LARGE)
                    .naming(LIMIT);
        }

        @Test
        void is_refused_when_a_child_is_too_large() {
            JobHandle<String> handle = play(Line.dispatches(TOO_LONG));
            JobView view = engine.until(handle.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error())).isA(ErrorCode.PAYLOAD_TOO_LARGE);
        }

        @Test
        void is_refused_when_it_waits_for_a_job_that_is_not_there() {
            JobHandle<String> handle = play(Line.awaits(() -> jobs().handle(new JobId(Long.MAX_VALUE), Puppet.class)));
            JobView view = engine.until(handle.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error()))
                    .isA(ErrorCode.NOT_FOUND)
                    .naming(new JobId(Long.MAX_VALUE));
        }

        private JobHandle<String> play(Line... lines) {
            puppets.plays("job", lines);
            return engine.dispatch(new Puppet("job"));
        }

        private List<String> untilHeard(int many) {
            engine.until(many + " lines", () -> puppets.heard("job").size() >= many);
            return puppets.heard("job");
        }
    }

    /** What people ask of a job. */
    enum Command {
        PAUSE,
        RESUME,
        CANCEL,
        RETRY;

        Mono<Void> of(Jobs jobs, JobId id) {
            return switch (this) {
                case PAUSE -> jobs.pause(id);
                case RESUME -> jobs.resume(id);
                case CANCEL -> jobs.cancel(id);
                case RETRY -> jobs.retry(id);
            };
        }
    }

    @Nested
    class A_job_that_is_not_there {
        private final JobId nobody = new JobId(Long.MAX_VALUE);

        @ParameterizedTest
        @EnumSource
        void obeys_no_command(Command command) {
            Refusal.by(command.of(jobs(), nobody)).isA(ErrorCode.NOT_FOUND).naming(nobody);
        }

        @Test
        void is_not_found() {
            assertThat(jobs().find(nobody).blockOptional()).isEmpty();
        }

        @Test
        void has_no_tree() {
            Refusal.by(jobs().tree(nobody)).isA(ErrorCode.NOT_FOUND).naming(nobody);
        }

        @Test
        void has_no_result() {
            Refusal.by(jobs().handle(nobody, Puppet.class).result())
                    .isA(ErrorCode.NOT_FOUND)
                    .naming(nobody);
        }

        @Test
        void has_no_state() {
            Refusal.by(jobs().handle(nobody, Puppet.class).state())
                    .isA(ErrorCode.NOT_FOUND)
                    .naming(nobody);
        }

        @Test
        void has_no_progress() {
            Refusal.by(jobs().handle(nobody, Puppet.class).progress().then())
                    .isA(ErrorCode.NOT_FOUND)
                    .naming(nobody);
        }
    }

    @ParameterizedTest
    @EnumSource
    void A_command_that_does_not_fit_the_state_is_refused_and_says_why(Command command) {
        JobHandle<String> handle = engine.dispatch(new Puppet("job"));
        puppets.emit("job", "done");
        engine.until(handle.id(), JobState.COMPLETED);
        Refusal.by(command.of(jobs(), handle.id())).isA(ErrorCode.ILLEGAL_STATE).naming(handle.id(), "COMPLETED");
        assertThat(TestEngine.now(handle.result())).isEqualTo("done");
    }

    @Nested
    class An_unknown_queue {
        @Test
        void in_the_options_is_refused_and_the_known_ones_are_named() {
            Refusal refusal = Refusal.by(jobs().dispatch(
                                    new Puppet("job"),
                                    DispatchOptions.defaults().withQueue("narow")))
                    .isA(ErrorCode.INPUT)
                    .naming("narow");
            assertThat(refusal.hint()).contains(Puppets.NARROW, "default");
        }

        @Test
        void of_a_type_is_refused_at_dispatch() {
            Refusal.by(jobs().dispatch(new Elsewhere("job")))
                    .isA(ErrorCode.INPUT)
                    .naming("nowhere");
        }
    }

    @Nested
    class Other_work_under_the_same_key {
        private final DispatchOptions keyed = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("model"));

        @Test
        void is_refused_and_the_holder_is_named_and_goes_on() {
            JobHandle<String> holder = engine.dispatch(new Puppet("job"), keyed);
            Refusal.by(jobs().dispatch(new Puppet("other"), keyed))
                    .isA(ErrorCode.KEY_CONFLICT)
                    .naming(holder.id());
            assertThat(TestEngine.now(jobs().count(JobQuery.all()))).isEqualTo(1);
            puppets.emit("job", "done");
            assertThat(TestEngine.now(holder.result())).isEqualTo("done");
        }

        @Test
        void is_refused_to_a_handler_too() {
            engine.dispatch(new Puppet("job"), keyed).id();
            puppets.plays("parent", Line.awaits(new Puppet("other"), keyed));
            JobHandle<String> parent = engine.dispatch(new Puppet("parent"));
            JobView view = engine.until(parent.id(), JobState.FAILED);
            Refusal.in(Objects.requireNonNull(view.error())).isA(ErrorCode.KEY_CONFLICT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "../../etc/passwd", "99999999999999999999"})
    void A_cursor_that_is_none_is_refused(String cursor) {
        Refusal.by(jobs().list(JobQuery.all().after(cursor))).isA(ErrorCode.INPUT);
    }

    @Test
    void An_engine_that_is_closed_says_so() {
        TestEngine other = puppets.engine().start();
        JobHandle<String> handle = other.dispatch(new Puppet("job"));
        other.close();
        Refusal.by(other.jobs().dispatch(new Puppet("late"))).naming("closed");
        Refusal.by(other.jobs().pause(handle.id())).naming("closed");
        Refusal.by(other.jobs().find(handle.id())).naming("closed");
        Refusal.by(handle.result()).naming("closed");
    }

    @SuppressWarnings("rawtypes") // that is what it is about
    @JobType(name = "bad.raw")
    record Raw(String name) implements Job {}

    @JobType(name = "bad.variable")
    record Variable<T>(T value) implements Job<T> {}

    @JobType(name = "bad.variables")
    record Variables<T>(T value) implements Job<T[]> {}

    @JobType(name = "bad.wildcard")
    record Wildcard(String name) implements Job<List<?>> {}

    @JobType(name = "bad.bounded")
    record Bounded(String name) implements Job<List<? extends Number>> {}

    @SuppressWarnings("rawtypes") // that is what it is about
    @JobType(name = "bad.rawlist")
    record RawList(String name) implements Job<List> {}

    /** Stands between a record and {@link Job}. */
    interface Between<T> extends Job<T> {}

    @SuppressWarnings("rawtypes") // that is what it is about
    @JobType(name = "bad.between")
    record RawBetween(String name) implements Between {}

    record Nameless(String name) implements Job<String> {}

    @JobType(name = "Bad Name")
    record BadName(String name) implements Job<String> {}

    @JobType(name = "")
    record EmptyName(String name) implements Job<String> {}

    @JobType(name = "bad.version", version = 0)
    record NoVersion(String name) implements Job<String> {}

    @JobType(name = "bad.class")
    static final class NoRecord implements Job<String> {}

    @JobType(name = "test.puppet")
    record SecondPuppet(String name) implements Job<String> {}

    @Nested
    class Registration_refuses {
        @SuppressWarnings({"rawtypes", "unchecked"}) // the compiler would refuse most of these
        private void refused(Class job, String... naming) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobEngine.builder().handler(job, (JobHandler) (one, context) -> Mono.empty()))
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains(naming));
        }

        @Test
        void a_raw_result_type() {
            refused(Raw.class, "Raw", "results in");
            refused(RawBetween.class, "RawBetween");
            refused(RawList.class, "RawList");
        }

        @Test
        void a_variable_result_type() {
            refused(Variable.class, "Variable");
            refused(Variables.class, "Variables");
        }

        @Test
        void a_wildcard_result_type() {
            refused(Wildcard.class, "Wildcard");
            refused(Bounded.class, "Bounded");
        }

        @Test
        void a_job_without_a_type_name() {
            refused(Nameless.class, "Nameless", "@JobType");
        }

        @Test
        void a_type_name_that_is_none() {
            refused(BadName.class, "Bad Name");
            refused(EmptyName.class, "");
        }

        @Test
        void a_version_below_one() {
            refused(NoVersion.class, "0");
        }

        @Test
        void a_job_that_is_no_record() {
            refused(NoRecord.class, "NoRecord", "record");
        }

        @Test
        void an_upcaster_that_leads_nowhere() {
            for (int from : new int[] {0, 1, 7}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> puppets.engine()
                                .upcaster("test.puppet", from, stored -> stored)
                                .start())
                        .withMessageContaining("version " + from)
                        .withMessageContaining("test.puppet");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> puppets.engine()
                            .upcaster("test.pupet", 1, stored -> stored)
                            .start())
                    .withMessageContaining("test.pupet");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobEngine.builder()
                            .upcaster("test.puppet", 1, stored -> stored)
                            .upcaster("test.puppet", 1, stored -> stored))
                    .withMessageContaining("two upcasters");
        }

        @Test
        void a_second_handler_of_a_type() {
            JobEngine.Builder builder = JobEngine.builder().handler(Puppet.class, (job, context) -> Mono.empty());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.handler(Puppet.class, (job, context) -> Mono.empty()))
                    .withMessageContaining("test.puppet");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.handler(SecondPuppet.class, (job, context) -> Mono.empty()))
                    .withMessageContaining("test.puppet");
        }

        @Test
        void numbers_that_make_no_sense() {
            JobEngine.Builder builder = JobEngine.builder();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.queue("empty", 0))
                    .withMessageContaining("0");
            assertThatIllegalArgumentException().isThrownBy(() -> builder.grace(Duration.ofSeconds(-1)));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.crashLimit(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.payloadLimit(-1));
        }

        @Test
        void an_engine_without_a_database() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobEngine.builder().start())
                    .withMessageContaining("database");
        }
    }

    @Test
    void A_job_class_without_a_type_name_is_refused_at_dispatch_too() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> jobs().dispatch(new Nameless("job")).block())
                .withMessageContaining("@JobType");
    }
}
