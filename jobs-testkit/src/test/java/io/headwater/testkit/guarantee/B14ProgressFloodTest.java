package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class B14ProgressFloodTest {
    private static final int JOBS = 4;
    private static final int SECONDS = 10;
    private static final int UPDATES_A_SECOND = 10_000;

    @TempDir
    Path folder;

    @Test
    void B14_ten_thousand_updates_a_second_are_stored_once_a_second_for_each_job_and_reads_go_on() throws SQLException {
        var reported = new AtomicInteger();
        Stage stage = new Stage();
        for (int number = 0; number < JOBS; number++) {
            String name = "job " + number;
            stage.when(
                    name,
                    context -> Flux.range(1, SECONDS)
                            .concatMap(second -> stage.cued(name + " second " + second)
                                    .doOnNext(word -> {
                                        for (int update = 1; update <= UPDATES_A_SECOND; update++) {
                                            context.progress(Progress.of(
                                                    (second - 1L) * UPDATES_A_SECOND + update,
                                                    SECONDS * UPDATES_A_SECOND,
                                                    Unit.ITEMS));
                                        }
                                        reported.incrementAndGet();
                                    }))
                            .then(Mono.just(name)));
        }
        try (TestEngine engine = stage.engine().folder(folder).start()) {
            countStoredProgress(engine.file());
            var handles = Flux.range(0, JOBS)
                    .map(number -> engine.dispatch(new Act("job " + number)))
                    .collectList()
                    .block();
            for (JobHandle<String> handle : handles) {
                engine.until(handle.id(), JobState.RUNNING);
            }
            for (int second = 1; second <= SECONDS; second++) {
                for (int number = 0; number < JOBS; number++) {
                    stage.say("job " + number + " second " + second, "go");
                }
                int wanted = second * JOBS;
                // Whoever looks meanwhile is answered, and never told more than was reported.
                engine.until("the updates of second " + second, () -> {
                    assertThat(TestEngine.now(engine.jobs().list(JobQuery.all()))
                                    .items())
                            .hasSize(JOBS)
                            .extracting(JobView::progress)
                            .allSatisfy(progress -> assertThat(progress == null ? 0 : progress.done())
                                    .isLessThanOrEqualTo((long) SECONDS * UPDATES_A_SECOND));
                    return reported.get() == wanted;
                });
                engine.advance(Duration.ofSeconds(1));
            }
            for (JobHandle<String> handle : handles) {
                engine.until(handle.id(), JobState.COMPLETED);
                assertThat(engine.view(handle.id()).progress())
                        .isNotNull()
                        .satisfies(
                                progress -> assertThat(progress.done()).isEqualTo((long) SECONDS * UPDATES_A_SECOND));
            }
            // The first at once, then one a second, and the last with the end.
            assertThat(storedProgress(engine.file())).isBetween(JOBS * SECONDS, JOBS * (SECONDS + 2));
        }
    }

    private static void countStoredProgress(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table stored (job integer)");
            statement.execute(
                    "create trigger made after insert on progress begin insert into stored values (new.job); end");
            statement.execute(
                    "create trigger changed after update on progress begin insert into stored values (new.job); end");
        }
    }

    private static int storedProgress(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                var count = statement.executeQuery("select count(*) from stored")) {
            return count.getInt(1);
        }
    }
}
