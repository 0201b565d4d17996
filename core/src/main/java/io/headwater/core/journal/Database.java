package io.headwater.core.journal;

import io.headwater.core.fault.Faults;
import io.headwater.core.fault.Guarantee;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The file: claimed for this engine, its schema current, and the settings with which connections to it open. */
final class Database implements AutoCloseable {
    private static final int SCHEMA = 1;
    /** Each waits for the disk twice; 16 MB are read in no time after a crash. */
    private static final String PAGES_BETWEEN_CHECKPOINTS = "4000";
    /** What it has grown beyond that, while a reader held it, it gives back. */
    private static final String MOST_WAL_BYTES = "16777216";

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final SQLiteDataSource source;
    private final Faults faults;
    private final @Nullable FileClaim claim;

    /**
     * Claims the file and does not open it yet: SQLite need not be loaded for this.
     *
     * @throws io.headwater.jobs.JobException when it cannot be had, saying why
     */
    Database(Path path, boolean syncsEveryCommit, Faults faults) {
        file = path.toAbsolutePath().normalize();
        source = source(settings(syncsEveryCommit));
        this.faults = faults;
        try {
            Files.createDirectories(file.resolveSibling("."));
            refuseNetwork();
            claim = faults.breaks(Guarantee.G14) ? null : FileClaim.on(file);
        } catch (IOException failure) {
            throw StoreErrors.notCreated(file, failure);
        }
    }

    /**
     * The connection that writes.
     *
     * @throws io.headwater.jobs.JobException when the file cannot be used, saying why; it is then as it was before
     */
    Sql open() {
        try {
            Sql writer = upToDate();
            if (faults.breaks(Guarantee.G13)) {
                writer.run("drop index if exists edge_target");
            }
            return writer;
        } catch (IOException failure) {
            throw StoreErrors.notCreated(file, failure);
        } catch (SQLException failure) {
            throw StoreErrors.of(failure, file);
        } catch (StoreException failure) {
            throw StoreErrors.of(failure.failure(), file);
        }
    }

    private void refuseNetwork() throws IOException {
        String type =
                faults.posesAs(Files.getFileStore(file.resolveSibling(".")).type());
        if (NetworkFileSystems.include(type) || file.toString().startsWith("\\\\")) {
            throw StoreErrors.onNetwork(file, type);
        }
    }

    /** Flyway costs more than all the rest of a start, so it runs only when there is something to do. */
    private Sql upToDate() throws SQLException, IOException {
        if (Files.notExists(file) || Files.size(file) == 0) {
            makeShrinkable();
        }
        Sql writer = sql();
        if (isCurrent(writer)) {
            return writer;
        }
        writer.close();
        Migration.run(file, source);
        return sql();
    }

    private boolean isCurrent(Sql writer) {
        try {
            int found = (int) writer.number("pragma user_version");
            if (found > SCHEMA) {
                throw StoreErrors.newer(file, found, SCHEMA);
            }
            return found == SCHEMA;
        } catch (RuntimeException failure) {
            writer.close();
            throw failure;
        }
    }

    /** What is removed can be given back to the disk: that must be said before anything else is. */
    private void makeShrinkable() throws SQLException {
        var plain = new SQLiteConfig();
        plain.setBusyTimeout(BUSY_MILLIS);
        try (var connection = source(plain).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("pragma auto_vacuum = incremental");
            statement.execute("pragma journal_mode = wal"); // writes it
        }
    }

    Path file() {
        return file;
    }

    /** A connection with the settings that all of them share. */
    Sql sql() throws SQLException {
        return new Sql(source.getConnection(), faults::prepares);
    }

    private static SQLiteConfig settings(boolean syncsEveryCommit) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(
                syncsEveryCommit ? SQLiteConfig.SynchronousMode.FULL : SQLiteConfig.SynchronousMode.NORMAL);
        config.setGetGeneratedKeys(false); // else the driver asks for one after each statement
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, PAGES_BETWEEN_CHECKPOINTS);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, MOST_WAL_BYTES);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }

    private SQLiteDataSource source(SQLiteConfig config) {
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** On a connection of its own: it reads one moment of the store, and holds up nobody. */
    void backup(Path target) {
        Path copy = target.toAbsolutePath().normalize();
        if (Files.exists(copy)) {
            throw StoreErrors.backupExists(copy);
        }
        Path unfinished = copy; // until there is one
        try {
            Files.createDirectories(copy.resolveSibling("."));
            unfinished = Files.createTempFile(copy.resolveSibling("."), copy.getFileName() + "-", ".unfinished");
            try (var reader = sql()) {
                reader.run("vacuum into ?", unfinished.toString());
            }
            try (var written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(unfinished, copy); // and never over another
        } catch (IOException failure) {
            throw StoreErrors.backupFailed(copy, failure);
        } catch (SQLException failure) {
            throw StoreErrors.backupFailed(copy, failure);
        } catch (StoreException failure) {
            throw StoreErrors.backupFailed(copy, failure.failure());
        } finally {
            if (!unfinished.equals(copy)) {
                deleteQuietly(unfinished);
            }
        }
    }

    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            Journal.LOG.warn("{} could not be deleted; it is of no use", file, stays);
        }
    }

    @Override
    public void close() {
        if (claim != null) {
            claim.close();
        }
    }
}
