package io.headwater.benchmarks.measure;

import static io.headwater.benchmarks.contender.Contenders.HEADWATER;

import io.headwater.benchmarks.contender.Endless;
import io.headwater.core.JobEngine;
import io.headwater.jobs.DispatchOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * The start on a store full of open jobs, of which a tenth was running when the process ended, beside the bare SQL that
 * puts the running ones back and reads the ids. Each on its own copy of the file, in turn, in one JVM.
 */
final class Recovery implements Measurement {
    private static final int JOBS = 1_000_000;
    private static final int AT_ONCE = 16_384;
    private static final int PAIRS = 4;
    // The ordinals of JobState.QUEUED and RUNNING, as the journal stores them.
    private static final String RESET = "update job set state = 1 where state = 2";
    private static final String READ = "select id from job where state = 1 order by id";

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String title() {
        return "Start with 1 000 000 open jobs, 10 % of them RUNNING, and the bare SQL for it";
    }

    @Override
    public List<String> contenders() {
        return List.of(HEADWATER);
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(1.5, "start / SQL", HEADWATER));
    }

    @Override
    public int rounds(int asked) {
        return 1;
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("-Xmx3g");
    }

    @Override
    public Map<String, Double> measure(String name, Path folder, double scale) throws Exception {
        Path original = folder.resolve("original.db");
        leaveOpen(original, (int) (JOBS * scale));
        List<Double> starts = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            double start = start(Files.copy(original, folder.resolve("engine-%d.db".formatted(pair))));
            double sql = sql(Files.copy(original, folder.resolve("sql-%d.db".formatted(pair))));
            if (pair > 0) {
                starts.add(start);
                bare.add(sql);
                ratios.add(start / sql);
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("start, ms", Median.of(starts));
        figures.put("SQL, ms", Median.of(bare));
        figures.put("start / SQL", Median.of(ratios));
        return figures;
    }

    private static void leaveOpen(Path file, int jobs) throws Exception {
        int running = jobs / 10;
        var started = new AtomicInteger();
        JobEngine engine = JobEngine.builder()
                .database(file)
                .queue("wide", running)
                .queue("narrow", 1)
                .handler(
                        Endless.class,
                        (job, context) -> Mono.<Void>never().doOnSubscribe(begun -> started.incrementAndGet()))
                .start();
        var unacknowledged = new Semaphore(AT_ONCE);
        for (int number = 0; number < jobs; number++) {
            unacknowledged.acquire();
            DispatchOptions options = DispatchOptions.defaults().withQueue(number < running ? "wide" : "narrow");
            engine.dispatch(new Endless(number), options)
                    .subscribe(handle -> unacknowledged.release(), failure -> unacknowledged.release(AT_ONCE));
        }
        unacknowledged.acquire(AT_ONCE);
        while (started.get() < running || engine.isBusy()) {
            Thread.sleep(5);
        }
        engine.abandon();
        try (Connection connection = connect(file);
                var statement = connection.createStatement()) {
            // All in one file, so that its copies are equal.
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }

    private static double start(Path file) {
        long begin = System.nanoTime();
        JobEngine engine = JobEngine.builder()
                .database(file)
                .queue("wide", 1)
                .queue("narrow", 1)
                .handler(Endless.class, (job, context) -> Mono.never())
                .start();
        double millis = (System.nanoTime() - begin) / 1e6;
        engine.abandon();
        return millis;
    }

    private static double sql(Path file) throws SQLException {
        long begin = System.nanoTime();
        long seen = 0;
        try (Connection connection = connect(file);
                var statement = connection.createStatement()) {
            statement.execute("pragma synchronous = normal");
            connection.setAutoCommit(false);
            statement.executeUpdate(RESET);
            connection.commit();
            try (var rows = statement.executeQuery(READ)) {
                while (rows.next()) {
                    seen += rows.getLong(1) > 0 ? 1 : 0;
                }
            }
        }
        if (seen == 0) {
            throw new IllegalStateException("nothing was left open");
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}
