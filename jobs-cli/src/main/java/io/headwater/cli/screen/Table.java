package io.headwater.cli.screen;

import io.headwater.jobs.JobTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows whose columns stand below each other: numbers at the right of theirs, all else at the left. */
public final class Table {
    private static final String GAP = "  ";
    private static final String ELLIPSIS = "...";
    /** Where the output has fewer characters, it is spelled in those when it is printed. */
    private static final Alphabet DRAWN = new Alphabet(StandardCharsets.UTF_8);

    private final List<List<String>> rows = new ArrayList<>();

    public Table row(String... cells) {
        rows.add(List.of(cells).stream().map(Words::clean).toList());
        return this;
    }

    /**
     * A row for a job and one for each below it, as they stand below each other.
     *
     * @param cells of one of them
     * @param grown which of the cells its place in the tree is drawn before
     */
    public Table rows(JobTree tree, int grown, Function<JobTree, List<String>> cells) {
        Iterator<String> leads = Row.leads(tree, DRAWN).iterator();
        tree.flatten().forEach(job -> {
            var row = new ArrayList<>(cells.apply(job));
            row.set(grown, leads.next() + row.get(grown));
            row(row.toArray(String[]::new));
        });
        return this;
    }

    public void answer(Screen screen) {
        screen.answers(this);
    }

    /** In full, for files and pipes. Empty when there are no rows. */
    public List<String> lines() {
        return lines(columns(UnaryOperator.identity()), UnaryOperator.identity());
    }

    /** For a terminal: where it is too narrow, the widest texts give way. */
    List<String> lines(int width, Alphabet alphabet) {
        List<Column> columns = columns(alphabet::spelled);
        int room = width - GAP.length() * (columns.size() - 1);
        int over = columns.stream().mapToInt(column -> column.width).sum() - room;
        for (Optional<Column> widest = widest(columns); over > 0 && widest.isPresent(); over--) {
            widest.get().width--;
            widest = widest(columns);
        }
        return lines(columns, alphabet::isolated);
    }

    private static Optional<Column> widest(List<Column> columns) {
        return columns.stream().filter(Column::mayBeCut).reduce((one, other) -> one.width >= other.width ? one : other);
    }

    private List<Column> columns(UnaryOperator<String> spelled) {
        int most = rows.stream().mapToInt(List::size).max().orElse(0);
        return IntStream.range(0, most)
                .mapToObj(at -> new Column(rows.stream()
                        .map(row -> at < row.size() ? row.get(at) : "")
                        .map(spelled)
                        .toList()))
                .toList();
    }

    private List<String> lines(List<Column> columns, UnaryOperator<String> finish) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> columns.stream()
                        .map(column -> column.cell(row, finish))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing())
                .toList();
    }

    private static final class Column {
        /** Such as {@code 3}, {@code 45 %}, {@code 1.5 GB} and {@code about 142 MB}. */
        private static final Pattern NUMBER =
                Pattern.compile("(about )?-?\\d[\\d.,]*( ?(%|bytes|[kMGTPE]?B|ms|s|min|h|d))?|\\?|");
        /** What people read, and not what they copy: a name, a reference or a path has to be whole. */
        private static final Pattern TEXT = Pattern.compile("(?![/~]|\\w:\\\\).* .*");

        private static final int NARROWEST = 8;

        private final List<String> cells;
        private final boolean isNumbers;
        private final boolean isText;
        private int width;

        Column(List<String> cells) {
            this.cells = cells;
            this.isNumbers =
                    cells.stream().allMatch(cell -> NUMBER.matcher(cell.strip()).matches());
            this.isText = !isNumbers
                    && cells.stream()
                            .anyMatch(cell -> TEXT.matcher(cell.strip()).matches());
            this.width = cells.stream().mapToInt(Cells::of).max().orElse(0);
        }

        boolean mayBeCut() {
            return isText && width > NARROWEST;
        }

        String cell(int row, UnaryOperator<String> finish) {
            String seen = Cells.fitted(cells.get(row), width, ELLIPSIS);
            String room = " ".repeat(width - Cells.of(seen));
            return isNumbers ? room + finish.apply(seen) : finish.apply(seen) + room;
        }
    }
}
