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
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** G16; fault row K15. */
@Tag("G16")
class G16UnknownIsNotLostTest {
    @TempDir
    Path folder;

    /** What the stored job looks like to a program that was changed meanwhile. */
    @JobType(name = "test.act", version = 2)
    record NewerAct(int number) implements Job<String> {}

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
}
