package io.headwater.benchmarks.contender;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What SQLite alone allows: one writer thread with group commit. A job runs only after its insert has been committed,
 * and counts as done only after its update has. It keeps no events, knows no states but two, and answers nobody.
 */
public final class Floor implements Contender {
    private static final int BATCH = 1_024;
    private static final String TABLE =
            "create table if not exists job(id integer primary key, type text not null, state int not null, payload text, created int, updated int)";
    private static final String OPEN_JOBS = "create index if not exists job_open on job(id) where state < 2";
    private static final String INSERT = "insert into job values(?,?,0,?,?,?)";
    private static final String FINISH = "update job set state=2, updated=? where id=?";

    private record Write(boolean isInsert, long id, Runnable whenCommitted) {}

    private final String database;
    private final String synchronous;
    private final ExecutorService workers;
    private final boolean runsJobs;
    private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();
    private final AtomicLong inserted = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();
    private final List<Integer> parked = new ArrayList<>(); // the writer's own
    private final Thread writer = new Thread(this::write, "writer");
    private volatile boolean stopping;
    private @Nullable Throwable failure;

    /** @param slots 0: jobs are stored and kept waiting */
    Floor(Path folder, int slots, String synchronous) {
        database = "jdbc:sqlite:" + folder.resolve("floor.db");
        this.synchronous = synchronous;
        runsJobs = slots > 0;
        workers = Executors.newFixedThreadPool(Math.max(1, slots));
    }

    @Override
    public void start() {
        writer.start();
    }

    private void write() {
        try (Connection connection = DriverManager.getConnection(database)) {
            prepare(connection);
            try (PreparedStatement insert = connection.prepareStatement(INSERT);
                    PreparedStatement finish = connection.prepareStatement(FINISH)) {
                while (!stopping) {
                    writeWhatIsThere(connection, insert, finish);
                }
            }
        } catch (SQLException | InterruptedException broken) {
            failure = broken;
        }
    }

    private void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=" + synchronous);
            statement.execute(TABLE);
            statement.execute(OPEN_JOBS);
        }
        connection.setAutoCommit(false);
    }

    private void writeWhatIsThere(Connection connection, PreparedStatement insert, PreparedStatement finish)
            throws SQLException, InterruptedException {
        Write first = writes.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        List<Write> batch = new ArrayList<>(BATCH);
        batch.add(first);
        writes.drainTo(batch, BATCH - 1);
        long now = System.currentTimeMillis();
        for (Write write : batch) {
            if (write.isInsert()) {
                insert.setLong(1, write.id());
                insert.setString(2, "noop");
                insert.setString(3, "{\"i\":1}");
                insert.setLong(4, now);
                insert.setLong(5, now);
                insert.executeUpdate();
            } else {
                finish.setLong(1, now);
                finish.setLong(2, write.id());
                finish.executeUpdate();
            }
        }
        connection.commit();
        batch.forEach(write -> write.whenCommitted().run());
    }

    private void run(int number) {
        if (!runsJobs) {
            parked.add(number);
            return;
        }
        workers.execute(() -> {
            Started.now(number);
            writes.add(new Write(false, number, finished::incrementAndGet));
        });
    }

    @Override
    public void dispatch(int number) {
        inserted.incrementAndGet();
        writes.add(new Write(true, number, () -> run(number)));
    }

    @Override
    public void dispatchAndWait(int number) throws InterruptedException {
        var committed = new CountDownLatch(1);
        inserted.incrementAndGet();
        writes.add(new Write(true, number, () -> {
            run(number);
            committed.countDown();
        }));
        committed.await();
    }

    @Override
    public long unfinished() {
        if (!writer.isAlive()) {
            throw new IllegalStateException("the writer has ended", failure);
        }
        return inserted.get() - finished.get();
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        writer.join();
        workers.shutdown();
    }
}
