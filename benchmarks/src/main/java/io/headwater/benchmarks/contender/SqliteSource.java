package io.headwater.benchmarks.contender;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** SQLite at its best for an engine that uses many connections: WAL, synchronous NORMAL, a pool. */
final class SqliteSource {
    private static final int BUSY_MILLIS = 30_000;

    private SqliteSource() {}

    static DataSource pooled(Path file, int connections) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        var sqlite = new SQLiteDataSource(config);
        sqlite.setUrl("jdbc:sqlite:" + file);
        var pool = new HikariConfig();
        pool.setDataSource(sqlite);
        pool.setMaximumPoolSize(connections);
        return new HikariDataSource(pool);
    }
}
