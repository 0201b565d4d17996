package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class C17ManyTinyJobsTest {
    private static final int JOBS = 1_000;
    private static final int CALLERS = 16;

    @Test
    void C17_a_thousand_at_once_start_in_the_order_of_their_dispatch_and_tell_three_events_each() {
        try (TestEngine engine = new Stage().engine().start()) {
            Queue<JobEvent> heard = new ConcurrentLinkedQueue<>();
            Disposable listening = engine.jobs().events().subscribe(heard::add);
            List<String> results = TestEngine.now(Flux.range(0, JOBS)
                    .flatMap(
                            number -> engine.jobs()
                                    .dispatch(new Act("job " + number))
                                    .flatMap(JobHandle::result),
                            JOBS)
                    .collectList());

            assertThat(results).hasSize(JOBS).doesNotHaveDuplicates();
            assertThat(engine.history()).hasSize(3 * JOBS);
            engine.until("all to be heard", () -> heard.size() >= 3 * JOBS);
            assertThat(heard).containsExactlyElementsOf(engine.history());
            assertThat(started(engine)).hasSize(JOBS).isSorted();
            listening.dispose();
        }
    }

    private static List<JobId> started(TestEngine engine) {
        return TestEngine.now(engine.engine().history(EventFilter.all())).stream()
                .filter(JobEvent.JobStarted.class::isInstance)
                .map(JobEvent::job)
                .toList();
    }

    @Test
    void C17_a_thousand_that_wait_in_one_queue_hold_up_nobody_in_another() {
        Stage stage = new Stage();
        IntStream.range(0, CALLERS).forEach(number -> stage.waits("holder " + number));
        try (TestEngine engine = stage.engine().start()) {
            for (int number = 0; number < 4; number++) {
                engine.until(engine.dispatch(new Act("holder " + number)).id(), JobState.RUNNING);
            }
            List<JobId> waiting = TestEngine.now(Flux.range(0, JOBS)
                    .flatMap(number -> engine.jobs().dispatch(new Act("job " + number)), CALLERS)
                    .map(JobHandle::id)
                    .collectList());
            assertThat(TestEngine.now(engine.dispatch(new Serve("other")).result()))
                    .isEqualTo("other");
            assertThat(waiting).allSatisfy(job -> assertThat(engine.state(job)).isEqualTo(JobState.QUEUED));

            // One slot is enough for all of them.
            stage.say("holder 0", "away");
            waiting.forEach(job -> engine.until(job, JobState.COMPLETED));
        }
    }
}
