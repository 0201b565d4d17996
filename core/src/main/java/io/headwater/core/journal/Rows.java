package io.headwater.core.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows on their way into the store, many with one statement: most of the cost of a small row is that of its statement. */
final class Rows {
    private static final int MANY = 50;
    private static final int SOME = 8;

    private final Sql sql;
    private final int columns;
    private final String one;
    private final String some;
    private final String many;
    private final List<@Nullable Object> values = new ArrayList<>();
    private int rows;

    /**
     * A statement around a list of rows.
     *
     * @param before such as {@code insert into event (seq, job) values}
     * @param columns how many values each row has
     * @param after what follows the rows
     */
    Rows(Sql sql, String before, int columns, String after) {
        this.sql = sql.aside();
        this.columns = columns;
        String row = "(" + "?, ".repeat(columns - 1) + "?)";
        one = before + row + after;
        some = before + (row + ", ").repeat(SOME - 1) + row + after;
        many = before + (row + ", ").repeat(MANY - 1) + row + after;
    }

    void add(@Nullable Object... row) {
        for (Object value : row) {
            values.add(value);
        }
        rows++;
    }

    void write() {
        int written = 0;
        while (written < rows) {
            int left = rows - written;
            int next = left >= MANY ? MANY : left >= SOME ? SOME : 1;
            sql.run(
                    next == MANY ? many : next == SOME ? some : one,
                    values.subList(written * columns, (written + next) * columns)
                            .toArray());
            written += next;
        }
        drop();
    }

    void drop() {
        values.clear();
        rows = 0;
    }
}
