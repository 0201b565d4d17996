package io.headwater.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LastWaiter;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.jobs.Progress.Unit;
import io.headwater.jobs.RetryPolicy;
import io.headwater.jobs.UniqueKey;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.guarantee.Stage.Act;
import io.headwater.testkit.guarantee.Stage.Serve;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** G13. How long things take is for the benchmarks; here, that nothing which jobs do on their way walks through all that is stored. */
@Tag("G13")
class G13ScaleTest {
    private static final List<String> TABLES =
            List.of("job", "event", "edge", "step", "checkpoint", "log", "progress", "request", "last_waiter");

    private final Stage stage = new Stage();

    @Test
    void no_statement_on_the_way_of_a_job_scans_a_table() throws SQLException {
        try (TestEngine engine = stage.engine().start()) {
            // Once at the start; a reader does it, in nobody's way.
            engine.until(
                    "what has ended to be counted",
                    () -> engine.statements().stream()
                            .anyMatch(statement -> statement.contains("count(*) from job where state in")));
            Set<String> atStart = engine.statements();
            play(engine);
            var onTheWay = new TreeSet<>(engine.statements());
            onTheWay.removeAll(atStart);
            assertThat(onTheWay).hasSizeGreaterThan(30);
            assertThat(scansOf(engine, onTheWay)).isEmpty();
        }
    }

    /** Everything that happens to jobs between a start and an end of an engine. */
    private void play(TestEngine engine) {
        stage.when(
                "busy",
                context -> context.restore(String.class)
                        .then(Mono.fromRunnable(() -> {
                            context.progress(Progress.of(1, 2, Unit.ITEMS));
                            context.log(LogLevel.INFO, "at work");
                        }))
                        .then(context.step("step", String.class, Mono.just("stepped")))
                        .then(context.checkpoint("half"))
                        .then(context.dispatch(new Act("child")))
                        .flatMap(context::await)
                        .then(context.await(
                                new Serve("shared"),
                                DispatchOptions.defaults()
                                        .withUniqueKey(UniqueKey.global("shared"))
                                        .withLastWaiter(LastWaiter.cancelAfter(Duration.ofSeconds(1))))));
        stage.when("unlucky", context -> Mono.error(new IllegalStateException("bad luck")));
        stage.waits("endless");

        TestEngine.now(engine.dispatch(new Act("plain")).result());
        JobHandle<String> busy = engine.dispatch(
                new Act("busy"),
                DispatchOptions.defaults()
                        .withTimeout(Duration.ofHours(1))
                        .withRequestKey("request")
                        .withLabel("colour", "red"));
        TestEngine.now(busy.result());
        JobHandle<String> unlucky = engine.dispatch(
                new Act("unlucky"),
                DispatchOptions.defaults()
                        .withRetry(new RetryPolicy(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 0)));
        engine.until("it to fail", () -> {
            engine.advance(Duration.ofSeconds(1));
            return engine.state(unlucky.id()) == JobState.FAILED;
        });
        TestEngine.done(engine.jobs().retry(unlucky.id()));
        JobHandle<String> endless = engine.dispatch(new Act("endless"));
        engine.until(endless.id(), JobState.RUNNING);
        TestEngine.done(endless.pause());
        engine.until(endless.id(), JobState.PAUSED);
        TestEngine.done(endless.resume());
        engine.until(endless.id(), JobState.RUNNING);
        TestEngine.done(endless.cancel());
        engine.until(endless.id(), JobState.CANCELLED);
        TestEngine.now(engine.jobs().tree(busy.id()));
        TestEngine.now(engine.jobs().list(JobQuery.all()));
        TestEngine.now(engine.jobs().list(JobQuery.all().inState(JobState.RUNNING, JobState.QUEUED)));
        TestEngine.now(engine.jobs().list(JobQuery.all().below(busy.id())));
        TestEngine.now(engine.jobs().count(JobQuery.all().inState(JobState.WAITING)));
        TestEngine.now(engine.jobs().queues().list());
        engine.log(busy.id());
        engine.history(busy.id());
        TestEngine.now(engine.jobs().events(EventFilter.all(), 0).next());
    }

    private static List<String> scansOf(TestEngine engine, Set<String> statements) throws SQLException {
        var scans = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + engine.file());
                Statement explaining = connection.createStatement()) {
            for (String statement : statements) {
                if (isAboutRows(statement)) {
                    try (ResultSet plan = explaining.executeQuery("explain query plan " + statement)) {
                        while (plan.next()) {
                            String step = plan.getString("detail");
                            if (TABLES.stream().anyMatch(table -> step.matches("SCAN " + table + "\\b.*"))) {
                                scans.add(step + ": " + statement);
                            }
                        }
                    }
                }
            }
        }
        return scans;
    }

    private static boolean isAboutRows(String statement) {
        return statement.stripLeading().matches("(?is)(select|insert|update|delete|with)\\b.*");
    }
}
