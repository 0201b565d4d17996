package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.testkit.Said;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class C09ThrowingHostTest {
    /** Where the host hears from the engine. */
    enum Callback {
        DISPATCHED(jobs -> jobs.dispatch(new Act("job")).flux()),
        RESULT(jobs -> jobs.dispatch(new Act("job")).flatMap(JobHandle::result).flux()),
        PROGRESS(jobs -> jobs.dispatch(new Act("reports")).flatMapMany(JobHandle::progress)),
        EVENTS(Jobs::events),
        FOUND(jobs -> jobs.list(JobQuery.all()).flux()),
        COMMANDED(jobs -> jobs.dispatch(new Act("waits"))
                .flatMap(handle -> handle.cancel().thenReturn(handle))
                .flux());

        private final Function<Jobs, Flux<?>> from;

        Callback(Function<Jobs, Flux<?>> from) {
            this.from = from;
        }
    }

    @ParameterizedTest
    @EnumSource
    void C09_a_callback_that_throws_is_logged_once_and_harms_nobody(Callback callback) {
        var thrown = new AtomicInteger();
        Stage stage = new Stage().waits("waits").when("reports", context -> {
            context.progress(Progress.of(1, 2, Unit.ITEMS));
            return Mono.just("reported");
        });
        try (TestEngine engine = stage.engine().start();
                Said said = Said.by("ROOT")) {
            callback.from.apply(engine.jobs()).subscribe(word -> {
                thrown.incrementAndGet();
                throw new IllegalStateException("the host is broken");
            });
            for (int number = 0; number < 3; number++) {
                assertThat(TestEngine.now(engine.dispatch(new Act("other")).result()))
                        .isEqualTo("other");
            }
            engine.until("it to be logged", () -> !said.ofFailures().isEmpty());
            engine.settle();
            assertThat(thrown).hasValue(1);
            assertThat(said.ofFailures()).hasSize(1);
        }
    }
}
