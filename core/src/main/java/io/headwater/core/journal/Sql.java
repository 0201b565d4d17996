package io.headwater.core.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection and the statements that were ever prepared on it. For one thread at a time.
 *
 * <p>Tables may put off what they write until something could miss it: whatever runs here is preceded by that. What
 * concerns only a table that puts off nothing runs {@link #aside()}.
 */
final class Sql implements AutoCloseable {
    /** Makes a value of the row that the result stands on. */
    @FunctionalInterface
    interface Reading<T> {
        T read(Row row) throws SQLException;
    }

    /** Looks at the row that the result stands on. */
    @FunctionalInterface
    interface Look {
        void at(Row row) throws SQLException;
    }

    private final Connection connection;
    private final Consumer<String> whenPrepared;
    private final Map<String, PreparedStatement> prepared;
    private final List<Runnable> putOff;
    private final Sql main;
    private final Sql aside;
    private boolean writingPutOff;
    private long writes;

    /** @param whenPrepared hears of each statement, once */
    Sql(Connection connection, Consumer<String> whenPrepared) {
        this.connection = connection;
        this.whenPrepared = whenPrepared;
        prepared = new HashMap<>();
        putOff = new ArrayList<>();
        main = this;
        aside = new Sql(this);
    }

    private Sql(Sql main) {
        connection = main.connection;
        whenPrepared = main.whenPrepared;
        prepared = main.prepared;
        putOff = List.of();
        this.main = main;
        aside = this;
    }

    /** The same connection, without what was put off coming first. */
    Sql aside() {
        return aside;
    }

    /** @param write writes what a table has put off; does nothing when that is nothing */
    void precededBy(Runnable write) {
        putOff.add(write);
    }

    /** Something was put off that will be written. */
    void putOffOne() {
        main.writes++;
    }

    private void writePutOff() {
        if (!writingPutOff) {
            writingPutOff = true;
            try {
                putOff.forEach(Runnable::run);
            } finally {
                writingPutOff = false;
            }
        }
    }

    /** How many rows were touched. */
    int run(String statement, @Nullable Object... values) {
        writePutOff();
        if (!main.writingPutOff) {
            main.writes++;
        }
        try {
            return bound(statement, values).executeUpdate();
        } catch (SQLException failure) {
            throw dropped(statement, failure);
        }
    }

    /** Runs to its end what answers with rows of nothing: the driver would stop at the first. */
    void runThrough(String statement) {
        writePutOff();
        try (var plain = connection.createStatement()) {
            plain.executeUpdate(statement);
        } catch (SQLException failure) {
            throw new StoreException(failure);
        }
    }

    /** The driver gives up a statement that has failed; used again it would fail for ever. */
    private StoreException dropped(String statement, SQLException failure) {
        PreparedStatement failed = prepared.remove(statement);
        if (failed != null) {
            try {
                failed.close();
            } catch (SQLException alreadyClosed) {
                failure.addSuppressed(alreadyClosed);
            }
        }
        return new StoreException(failure);
    }

    /** How often something was written, or put off; what was put off does not count again when it is written. */
    long writes() {
        return main.writes;
    }

    <T> Optional<T> one(Reading<T> reading, String query, @Nullable Object... values) {
        writePutOff();
        try (ResultSet rows = bound(query, values).executeQuery()) {
            return rows.next() ? Optional.of(reading.read(new Row(rows))) : Optional.empty();
        } catch (SQLException failure) {
            throw dropped(query, failure);
        }
    }

    <T> List<T> all(Reading<T> reading, String query, @Nullable Object... values) {
        writePutOff();
        var found = new ArrayList<T>();
        try (ResultSet rows = bound(query, values).executeQuery()) {
            var row = new Row(rows);
            while (rows.next()) {
                found.add(reading.read(row));
            }
            return found;
        } catch (SQLException failure) {
            throw dropped(query, failure);
        }
    }

    /** Goes through rows that may be many. */
    void forEach(Look look, String query, @Nullable Object... values) {
        writePutOff();
        try (ResultSet rows = bound(query, values).executeQuery()) {
            var row = new Row(rows);
            while (rows.next()) {
                look.at(row);
            }
        } catch (SQLException failure) {
            throw dropped(query, failure);
        }
    }

    long number(String query, @Nullable Object... values) {
        return one(row -> row.number(1), query, values).orElse(0L);
    }

    private PreparedStatement bound(String text, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(text);
        if (statement == null) {
            statement = connection.prepareStatement(text);
            prepared.put(text, statement);
            whenPrepared.accept(text);
        }
        for (int place = 0; place < values.length; place++) {
            bind(statement, place + 1, values[place]);
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        if (value instanceof Long number) {
            statement.setLong(place, number);
        } else if (value instanceof Integer number) {
            statement.setInt(place, number);
        } else if (value instanceof String text) {
            statement.setString(place, text);
        } else if (value instanceof Double real) {
            statement.setDouble(place, real);
        } else if (value instanceof Boolean flag) {
            statement.setInt(place, flag ? 1 : 0);
        } else if (value instanceof Enum<?> code) {
            statement.setInt(place, code.ordinal());
        } else if (value == null) {
            statement.setNull(place, java.sql.Types.NULL);
        } else {
            throw new IllegalArgumentException("no column holds a " + value.getClass());
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new StoreException(failure);
        }
    }

    /** The row a result stands on. Columns are named, but for queries of a single one. */
    record Row(ResultSet columns) {
        long number(String column) throws SQLException {
            return columns.getLong(column);
        }

        long number(int place) throws SQLException {
            return columns.getLong(place);
        }

        int small(String column) throws SQLException {
            return columns.getInt(column);
        }

        boolean flag(String column) throws SQLException {
            return columns.getInt(column) != 0;
        }

        @Nullable
        Long numberOrNull(String column) throws SQLException {
            long value = columns.getLong(column);
            return columns.wasNull() ? null : value;
        }

        double real(String column) throws SQLException {
            return columns.getDouble(column);
        }

        String text(String column) throws SQLException {
            String value = columns.getString(column);
            if (value == null) {
                throw new SQLException("column " + column + " is null");
            }
            return value;
        }

        String text(int place) throws SQLException {
            return columns.getString(place);
        }

        @Nullable
        String textOrNull(String column) throws SQLException {
            return columns.getString(column);
        }

        <E extends Enum<E>> E code(String column, E[] values) throws SQLException {
            return values[columns.getInt(column)];
        }

        <E extends Enum<E>> @Nullable E codeOrNull(String column, E[] values) throws SQLException {
            int ordinal = columns.getInt(column);
            return columns.wasNull() ? null : values[ordinal];
        }
    }
}
