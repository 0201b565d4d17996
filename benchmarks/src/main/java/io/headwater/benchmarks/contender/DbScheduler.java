package io.headwater.benchmarks.contender;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** On SQLite, with immediate execution and a short poll. It deletes a job that is done: no end is stored. */
public final class DbScheduler implements Contender {
    private static final String TABLE = """
            create table if not exists scheduled_tasks (
                task_name varchar(100) not null, task_instance varchar(100) not null, task_data blob,
                execution_time timestamp not null, picked boolean not null, picked_by varchar(50),
                last_success timestamp, last_failure timestamp, consecutive_failures int, last_heartbeat timestamp,
                version bigint not null, priority smallint, state varchar(20),
                primary key (task_name, task_instance))
            """;

    private final boolean runsJobs;
    private final DataSource source;
    private final OneTimeTask<Integer> noOp =
            Tasks.oneTime("noop", Integer.class).execute((instance, context) -> Started.now(instance.getData()));
    private final Scheduler scheduler;

    DbScheduler(Path folder, int slots) throws SQLException {
        runsJobs = slots > 0;
        int threads = Math.max(1, slots);
        source = SqliteSource.pooled(folder.resolve("db-scheduler.db"), threads + 2);
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute("create index if not exists due on scheduled_tasks (execution_time)");
            statement.execute("create index if not exists heartbeat on scheduled_tasks (last_heartbeat)");
        }
        scheduler = Scheduler.create(source, noOp)
                .threads(threads)
                .enableImmediateExecution()
                .pollingInterval(Duration.ofMillis(100))
                .build();
    }

    @Override
    public void start() {
        if (runsJobs) {
            scheduler.start();
        }
    }

    @Override
    public void dispatch(int number) {
        scheduler.schedule(noOp.instance("j" + number, number), Instant.now());
    }

    @Override
    public long unfinished() throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from scheduled_tasks")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        scheduler.stop();
    }
}
