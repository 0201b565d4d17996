package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** G5. */
@Tag("G5")
class G05SingleFlightTest {
    private static final DispatchOptions SHARED =
            DispatchOptions.defaults().withUniqueKey(UniqueKey.onThisNode("the model"));

    @Test
    void however_many_dispatch_the_same_work_at_once_there_is_one_job() {
        Stage stage = new Stage().waits("download");
        try (TestEngine engine = stage.engine().start()) {
            List<JobHandle<String>> handles = TestEngine.now(Flux.range(0, 64)
                    .flatMap(
                            number -> engine.jobs()
                                    .dispatch(new Act("download"), SHARED)
                                    .subscribeOn(Schedulers.boundedElastic()),
                            64)
                    .collectList());
            assertThat(handles.stream().map(JobHandle::id).distinct()).hasSize(1);
            assertThat(handles.stream().filter(JobHandle::joined)).hasSize(63);
            stage.say("download", "there");
            assertThat(TestEngine.now(Flux.fromIterable(handles)
                            .flatMap(JobHandle::result)
                            .distinct()
                            .collectList()))
                    .containsExactly("there");
        }
    }

    @Test
    void work_that_has_ended_is_done_again() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobId first = engine.dispatch(new Act("download"), SHARED).id();
            engine.until(first, JobState.COMPLETED);
            JobHandle<String> second = engine.dispatch(new Act("download"), SHARED);
            assertThat(second.joined()).isFalse();
            assertThat(second.id()).isNotEqualTo(first);
        }
    }

    @Test
    void the_same_key_for_other_work_is_refused() {
        Stage stage = new Stage().waits("download");
        try (TestEngine engine = stage.engine().start()) {
            engine.dispatch(new Act("download"), SHARED);
            assertThatThrownBy(() -> engine.dispatch(new Act("upload"), SHARED))
                    .isInstanceOf(JobException.Conflict.class)
                    .extracting(failure -> ((JobException) failure).code())
                    .isEqualTo(ErrorCode.KEY_CONFLICT);
        }
    }

    @Test
    void a_join_brings_a_first_start_forward_and_never_puts_it_off() {
        try (TestEngine engine = new Stage().engine().start()) {
            JobHandle<String> planned = engine.dispatch(new Act("download"), SHARED.withDelay(Duration.ofHours(2)));
            engine.dispatch(new Act("download"), SHARED.withDelay(Duration.ofHours(3)));
            engine.dispatch(new Act("download"), SHARED.withDelay(Duration.ofHours(1)));
            assertThat(engine.story(planned.id())).containsExactly("JobScheduled", "JobScheduled");
            engine.dispatch(new Act("download"), SHARED);
            assertThat(TestEngine.now(planned.result())).isEqualTo("download");
        }
    }

    @Test
    void who_joins_a_job_that_is_being_cancelled_gets_a_fresh_one_after_its_end() {
        Stage stage = new Stage()
                .when(
                        "download",
                        context -> context.using(
                                reactor.core.publisher.Mono.just("file"),
                                file -> context.interruptible(reactor.core.publisher.Mono.never()),
                                file -> new StageCue(context).closing()));
        stage.waits("closing");
        try (TestEngine engine = stage.engine().start()) {
            JobHandle<String> first = engine.dispatch(new Act("download"), SHARED);
            engine.until(first.id(), JobState.RUNNING);
            TestEngine.done(first.cancel());
            var second = engine.jobs().dispatch(new Act("download"), SHARED).toFuture();
            engine.until(first.id(), JobState.CANCELLED);
            assertThat(second).succeedsWithin(TestEngine.PATIENCE).satisfies(handle -> {
                assertThat(handle.id()).isNotEqualTo(first.id());
                assertThat(handle.joined()).isFalse();
            });
        }
    }

    /** Something that takes a moment to close. */
    private record StageCue(io.headwater.jobs.JobContext context) {
        reactor.core.publisher.Mono<Void> closing() {
            return reactor.core.publisher.Mono.<Void>empty().publishOn(Schedulers.boundedElastic());
        }
    }
}
