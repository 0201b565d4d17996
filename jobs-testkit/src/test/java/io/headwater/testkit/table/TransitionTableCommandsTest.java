package io.headwater.testkit.table;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUARANTINED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.SCHEDULED;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.RetryPolicy;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.puppet.Doll;
import io.headwater.testkit.puppet.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * Every command in every state: it brings about a change, or nothing where its aim already holds, or it is refused. The
 * only slot is taken, so that nothing moves by itself.
 */
class TransitionTableCommandsTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final String NOTHING = "-";
    private static final String REFUSED = "refused";

    @TempDir
    Path folder;

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    enum Command {
        PAUSE,
        RESUME,
        CANCEL,
        RETRY;

        Mono<Void> of(Jobs jobs, JobId id) {
            return switch (this) {
                case PAUSE -> jobs.pause(id);
                case RESUME -> jobs.resume(id);
                case CANCEL -> jobs.cancel(id, "enough");
                case RETRY -> jobs.retry(id);
            };
        }
    }

    enum Situation {
        STARTING_LATER,
        RESTING,
        IN_THE_QUEUE,
        AT_WORK,
        WAITING_IN_MEMORY,
        WAITING_ALONE,
        WOKEN_IN_MEMORY,
        ON_HOLD,
        ON_HOLD_BEFORE_ITS_TIME,
        ON_HOLD_WHILE_WAITING,
        BEING_PAUSED,
        BEING_PAUSED_WHILE_WAITING,
        BEING_CANCELLED,
        BEING_CANCELLED_WHILE_WAITING,
        OUT_OF_TIME,
        DONE,
        BROKEN,
        CALLED_OFF,
        PUT_ASIDE;

        void arrange(TransitionTableCommandsTest test) {
            Scene scene = test.scene;
            scene.use(scene.puppets.engine().folder(test.folder).start());
            switch (this) {
                case STARTING_LATER -> scene.dispatch("job", Scene.NARROW.withDelay(LIMIT));
                case RESTING -> {
                    scene.dispatch("job", Scene.NARROW.withRetry(RetryPolicy.defaults()));
                    scene.puppets.fail("job", "no luck");
                    scene.until("job", SCHEDULED);
                }
                case IN_THE_QUEUE -> {
                    scene.crowd();
                    scene.dispatch("job", Scene.NARROW);
                }
                case AT_WORK -> atWork(scene);
                case WAITING_IN_MEMORY -> waiting(scene);
                case WAITING_ALONE -> {
                    waiting(scene);
                    scene.crash();
                }
                case WOKEN_IN_MEMORY -> {
                    waiting(scene);
                    scene.crowd();
                    scene.puppets.emit("child", "grown");
                    scene.untilLast("job", "queued: woken");
                }
                case ON_HOLD -> {
                    scene.crowd();
                    scene.dispatch("job", Scene.NARROW);
                    scene.pause("job");
                }
                case ON_HOLD_BEFORE_ITS_TIME -> {
                    scene.dispatch("job", Scene.NARROW.withDelay(LIMIT));
                    scene.pause("job");
                }
                case ON_HOLD_WHILE_WAITING -> {
                    waiting(scene);
                    scene.pause("job");
                    scene.puppets.obey("job");
                    scene.until("job", PAUSED);
                }
                case BEING_PAUSED -> {
                    atWork(scene);
                    scene.pause("job");
                }
                case BEING_PAUSED_WHILE_WAITING -> {
                    waiting(scene);
                    scene.pause("job");
                }
                case BEING_CANCELLED -> {
                    atWork(scene);
                    scene.cancel("job");
                }
                case BEING_CANCELLED_WHILE_WAITING -> {
                    waiting(scene);
                    scene.cancel("job");
                }
                case OUT_OF_TIME -> {
                    atWork(scene);
                    scene.pass(LIMIT);
                }
                case DONE -> {
                    scene.dispatch("job", Scene.NARROW);
                    scene.puppets.emit("job", "done");
                    scene.until("job", COMPLETED);
                    scene.crowd();
                }
                case BROKEN -> {
                    scene.dispatch("job", Scene.NARROW);
                    scene.puppets.fail("job", "no luck");
                    scene.until("job", FAILED);
                    scene.crowd();
                }
                case CALLED_OFF -> {
                    scene.dispatch("job", Scene.NARROW);
                    scene.cancel("job");
                    scene.until("job", CANCELLED);
                    scene.crowd();
                }
                case PUT_ASIDE -> {
                    scene.dispatch("job", new Doll("job"), Scene.NARROW.withDelay(LIMIT));
                    scene.engine().close();
                    scene.use(scene.puppets
                            .engineForPuppetsOnly()
                            .folder(test.folder)
                            .start());
                    scene.until("job", QUARANTINED);
                }
            }
            scene.engine().settle();
        }

        /** At work, or waiting, with a handler that stops only when the test says so. */
        private static void atWork(Scene scene) {
            scene.puppets.ignoresRequests("job");
            scene.dispatch("job", Scene.NARROW.withTimeout(LIMIT));
            scene.until("job", RUNNING);
            scene.puppets.untilOnStage("job");
        }

        private static void waiting(Scene scene) {
            scene.puppets.ignoresRequests("job").plays("job", Line.awaitsShared("child"));
            scene.dispatch("job", Scene.NARROW);
            scene.until("job", WAITING);
            scene.until("child", RUNNING);
            scene.puppets.untilOnStage("child");
        }
    }

    /** What the job's story goes on with; "-" is nothing, and no event of any other job. */
    private static final String TABLE = """
            situation                     | pause           | resume               | cancel            | retry
            STARTING_LATER                | paused          | -                    | cancelled: enough | -
            RESTING                       | paused          | -                    | cancelled: enough | -
            IN_THE_QUEUE                  | paused          | -                    | cancelled: enough | -
            AT_WORK                       | stopping: pause | -                    | stopping: cancel  | -
            WAITING_IN_MEMORY             | stopping: pause | -                    | stopping: cancel  | -
            WAITING_ALONE                 | paused          | -                    | cancelled: enough | -
            WOKEN_IN_MEMORY               | stopping: pause | -                    | stopping: cancel  | -
            ON_HOLD                       | -               | resumed to QUEUED    | cancelled: enough | -
            ON_HOLD_BEFORE_ITS_TIME       | -               | resumed to SCHEDULED | cancelled: enough | -
            ON_HOLD_WHILE_WAITING         | -               | resumed to WAITING   | cancelled: enough | -
            BEING_PAUSED                  | -               | -                    | stopping: cancel  | -
            BEING_PAUSED_WHILE_WAITING    | -               | -                    | stopping: cancel  | -
            BEING_CANCELLED               | refused         | refused              | -                 | -
            BEING_CANCELLED_WHILE_WAITING | refused         | refused              | -                 | -
            OUT_OF_TIME                   | refused         | refused              | stopping: cancel  | -
            DONE                          | refused         | refused              | refused           | refused
            BROKEN                        | refused         | refused              | refused           | queued: retry
            CALLED_OFF                    | refused         | refused              | -                 | queued: retry
            PUT_ASIDE                     | refused         | refused              | cancelled: enough | queued: released
            """;

    static Stream<Arguments> cells() {
        return TABLE.lines()
                .skip(1)
                .map(line -> line.split("\\s*\\|\\s*"))
                .flatMap(row -> Stream.of(Command.values())
                        .map(command -> Arguments.of(
                                Situation.valueOf(row[0].strip()), command, row[command.ordinal() + 1].strip())));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void In_every_state_a_command_changes_something_or_nothing_or_is_refused(
            Situation situation, Command command, String cell) {
        situation.arrange(this);
        switch (cell) {
            case NOTHING -> scene.nothingComesOf("job", id -> command.of(scene.jobs(), id));
            case REFUSED -> isRefused(command);
            default -> changes(command, cell);
        }
    }

    private void isRefused(Command command) {
        List<String> before = scene.agreed("job").story();
        int all = scene.engine().history().size();
        JobId id = scene.id("job");
        assertThatThrownBy(() -> TestEngine.done(command.of(scene.jobs(), id)))
                .isInstanceOfSatisfying(JobException.Conflict.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(ErrorCode.ILLEGAL_STATE);
                    assertThat(refusal)
                            .hasMessageContaining(id.toString())
                            .hasMessageContaining(
                                    scene.agreed("job").view().state().name());
                    assertThat(refusal.hint()).isNotBlank();
                });
        scene.engine().settle();
        assertThat(scene.agreed("job").story()).isEqualTo(before);
        assertThat(scene.engine().history()).hasSize(all);
    }

    private void changes(Command command, String cell) {
        List<String> before = scene.agreed("job").story();
        TestEngine.done(command.of(scene.jobs(), scene.id("job")));
        scene.engine().settle();
        List<String> now = scene.agreed("job").story();
        assertThat(now)
                .startsWith(before.toArray(String[]::new))
                .element(before.size())
                .isEqualTo(cell);
        // Without a handler it is put aside again at once, or when it is to start.
        if (!cell.equals("queued: released")) {
            assertThat(now).hasSize(before.size() + 1);
            scene.nothingComesOf("job", id -> command.of(scene.jobs(), id));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PAUSE", "RESUME", "CANCEL"})
    void A_handle_commands_as_the_engine_does(Command command) {
        JobHandle<String> handle =
                scene.dispatch("job", DispatchOptions.defaults().withDelay(LIMIT));
        switch (command) {
            case PAUSE -> {
                TestEngine.done(handle.pause());
                scene.agreed("job").is(PAUSED).after("scheduled for 3600 s", "paused");
            }
            case RESUME -> {
                TestEngine.done(handle.pause());
                TestEngine.done(handle.resume());
                scene.agreed("job").is(SCHEDULED).after("scheduled for 3600 s", "paused", "resumed to SCHEDULED");
            }
            case CANCEL -> {
                TestEngine.done(handle.cancel());
                scene.agreed("job").is(CANCELLED).after("scheduled for 3600 s", "cancelled: cancelled by request");
            }
            case RETRY -> throw new AssertionError("handles do not retry");
        }
    }

    @ParameterizedTest
    @EnumSource
    void A_command_is_lazy_and_is_issued_once_for_each_subscription(Command command) {
        scene.dispatch("job", DispatchOptions.defaults().withDelay(LIMIT));
        Mono<Void> assembled = command.of(scene.jobs(), scene.id("job"));
        scene.engine().settle();
        scene.agreed("job").is(SCHEDULED).after("scheduled for 3600 s");
        StepVerifier.create(assembled).verifyComplete();
        StepVerifier.create(assembled).verifyComplete();
        scene.agreed("job");
    }

    @Test
    void A_race_of_all_commands_ends_in_one_legal_outcome() {
        for (int round = 0; round < 20; round++) {
            String name = "racer " + round;
            scene.dispatch(name, Scene.NARROW);
            JobId id = scene.id(name);
            Flux.range(0, 24)
                    .flatMap(number -> unlessRefused(command(number, name, id)))
                    .blockLast();
            TestEngine.done(unlessRefused(scene.jobs().cancel(id)));
            scene.until(name, CANCELLED, COMPLETED);
        }
    }

    private static Mono<Void> unlessRefused(Mono<Void> command) {
        return command.onErrorResume(JobException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.ILLEGAL_STATE);
            return Mono.empty();
        });
    }

    private Mono<Void> command(int number, String name, JobId id) {
        if (number == 12) {
            return Mono.fromRunnable(() -> scene.puppets.emit(name, "done"));
        }
        return Command.values()[number % 4].of(scene.jobs(), id);
    }
}
