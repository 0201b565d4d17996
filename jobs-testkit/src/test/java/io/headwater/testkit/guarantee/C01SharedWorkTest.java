package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class C01SharedWorkTest {
    private static final DispatchOptions MODEL = DispatchOptions.defaults().withUniqueKey(UniqueKey.global("model"));

    @Test
    void C01_fifty_jobs_that_need_the_same_share_one_and_each_shows_its_progress() {
        var runs = new AtomicInteger();
        var stage = new Stage();
        stage.when("model", context -> {
            runs.incrementAndGet();
            context.progress(Progress.of(3, 10, Unit.BYTES));
            return context.interruptible(stage.cued("model"));
        });
        IntStream.range(0, 50)
                .forEach(number -> stage.when("film " + number, context -> context.await(new Serve("model"), MODEL)));
        try (TestEngine engine = stage.engine().start()) {
            List<JobHandle<String>> films = IntStream.range(0, 50)
                    .mapToObj(number -> engine.dispatch(new Act("film " + number)))
                    .toList();
            films.forEach(film -> engine.until(film.id(), JobState.WAITING));
            engine.advance(Duration.ofSeconds(2));
            engine.until(
                    "the progress to be stored",
                    () -> modelBelow(engine, films.get(0)).job().progress() != null);
            assertThat(films).allSatisfy(film -> {
                JobTree model = modelBelow(engine, film);
                assertThat(model.shared()).isTrue();
                assertThat(model.job().progress())
                        .isNotNull()
                        .extracting(Progress::done)
                        .isEqualTo(3L);
            });

            stage.say("model", "at hand");
            assertThat(films)
                    .allSatisfy(
                            film -> assertThat(TestEngine.now(film.result())).isEqualTo("at hand"));
            assertThat(runs).hasValue(1);
            assertThat(TestEngine.now(engine.jobs().count(JobQuery.all()))).isEqualTo(51);
        }
    }

    private static JobTree modelBelow(TestEngine engine, JobHandle<String> film) {
        List<JobTree> below = TestEngine.now(engine.jobs().tree(film.id())).children();
        assertThat(below).hasSize(1);
        return below.get(0);
    }
}
