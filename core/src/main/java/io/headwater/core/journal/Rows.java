package io.headwater.core.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows on their way into the store, many with one statement: most of the cost of a small row is that of its statement. */
final class Rows {
    /** How many rows a statement may have, so that any number of them is a few statements. */
    private static final int[] SIZES = {64, 32, 16, 8, 4, 2, 1};

    private final Sql sql;
    private final int columns;
    private final String[] statements = new String[SIZES.length];
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
        for (int shape = 0; shape < SIZES.length; shape++) {
            statements[shape] = before + (row + ", ").repeat(SIZES[shape] - 1) + row + after;
        }
    }

    void add(@Nullable Object... row) {
        for (Object value : row) {
            values.add(value);
        }
        rows++;
    }

    /** @param first values that each statement has before those of its rows */
    void write(@Nullable Object... first) {
        int written = 0;
        for (int shape = 0; shape < SIZES.length; shape++) {
            for (int next = SIZES[shape]; rows - written >= next; written += next) {
                sql.run(statements[shape], valuesOf(written, next, first));
            }
        }
        drop();
    }

    private @Nullable Object[] valuesOf(int from, int count, @Nullable Object[] first) {
        @Nullable Object[] all = Arrays.copyOf(first, first.length + count * columns);
        for (int place = 0; place < count * columns; place++) {
            all[first.length + place] = values.get(from * columns + place);
        }
        return all;
    }

    void drop() {
        values.clear();
        rows = 0;
    }
}
