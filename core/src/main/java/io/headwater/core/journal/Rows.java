package io.headwater.core.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way into the store, many with one statement: most of the cost of a small row is that of its statement, and
 * of what is left much is that of its values. What many rows have in common is therefore handed over once a statement.
 */
final class Rows {
    /** How many rows a statement may have, so that any number of them is a few statements. */
    private static final int[] SIZES = {64, 32, 16, 8, 4, 2, 1};

    private final Sql sql;
    private final int columns;
    private final String[] statements = new String[SIZES.length];
    /** The rows, by what they have in common. */
    private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();

    private @Nullable Group newest;

    private static final class Group {
        final @Nullable Object[] common;
        final List<@Nullable Object> values = new ArrayList<>();

        Group(@Nullable Object[] common) {
            this.common = common;
        }
    }

    /**
     * A statement around a list of rows.
     *
     * @param before such as {@code insert into event (at, kind, seq, job) values}
     * @param row such as {@code (?1, ?2, ?, ?)}: first, by number, what rows have in common, then the row's own
     * @param after what follows the rows
     */
    Rows(Sql sql, String before, String row, String after) {
        this.sql = sql.aside();
        columns = unnumbered(row);
        for (int shape = 0; shape < SIZES.length; shape++) {
            statements[shape] = before + (row + ", ").repeat(SIZES[shape] - 1) + row + after;
        }
    }

    private static int unnumbered(String row) {
        int count = 0;
        for (int at = row.indexOf('?'); at >= 0; at = row.indexOf('?', at + 1)) {
            boolean numbered = at + 1 < row.length() && Character.isDigit(row.charAt(at + 1));
            count += numbered ? 0 : 1;
        }
        return count;
    }

    /**
     * @param common the values that go by number
     * @param row the others
     */
    void add(@Nullable Object[] common, @Nullable Object... row) {
        Group group = newest;
        if (group == null || !Arrays.equals(group.common, common)) {
            group = groups.get(Arrays.asList(common));
            if (group == null) {
                group = new Group(common);
                groups.put(Arrays.asList(common), group);
            }
            newest = group;
        }
        for (Object value : row) {
            group.values.add(value);
        }
    }

    void write() {
        for (Group group : groups.values()) {
            write(group);
        }
        drop();
    }

    private void write(Group group) {
        int rows = group.values.size() / columns;
        int written = 0;
        for (int shape = 0; shape < SIZES.length; shape++) {
            for (int next = SIZES[shape]; rows - written >= next; written += next) {
                sql.run(statements[shape], valuesOf(group, written, next));
            }
        }
    }

    private @Nullable Object[] valuesOf(Group group, int from, int count) {
        @Nullable Object[] common = group.common;
        @Nullable Object[] all = Arrays.copyOf(common, common.length + count * columns);
        for (int place = 0; place < count * columns; place++) {
            all[common.length + place] = group.values.get(from * columns + place);
        }
        return all;
    }

    void drop() {
        groups.clear();
        newest = null;
    }
}
