package io.headwater.cli.screen;

import io.headwater.cli.screen.Line.Written;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The tree of jobs, drawn in place at the bottom of the terminal; what is worth a line of its own scrolls by above it.
 *
 * <p>A picture is written in one piece, so nobody sees half of it, and the cursor is hidden and shown again in it: whatever
 * ends this process, it leaves the terminal as it should be.
 */
final class LiveScreen implements Screen {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    /** Should a terminal take more cells for a character than we think, it cuts the line, and nothing below is shifted. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";
    private static final String CLEAR_REST_OF_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final Terminal terminal;
    private final Style style;
    private final Motions motions;
    private final Story story;
    /** Waiting for the next picture: whatever happens, there are no more of them than looks at the jobs. */
    private final List<String> told = new ArrayList<>();

    private List<Written> drawn = List.of();
    private int drawnFor;
    private boolean isDone;

    LiveScreen(PrintStream out, Terminal terminal, Style style, Motions motions, boolean verbose) {
        this.out = out;
        this.terminal = terminal;
        this.style = style;
        this.motions = motions;
        this.story = new Story(verbose, style.alphabet()::isolated);
    }

    @Override
    public void happened(JobEvent event) {
        motions.happened(event);
        story.happened(event);
    }

    @Override
    public void shows(JobTree tree) {
        tell(story.linesWith(tree));
        isDone = tree.job().state() == JobState.COMPLETED;
        Terminal.Size size = terminal.size();
        List<Written> lines = Drawing.of(tree, motions, style, size.columns(), size.rows() - 1);
        if (terminal.cameBack()) {
            drawn = List.of();
        }
        if (!told.isEmpty() || !lines.equals(drawn) || size.columns() != drawnFor) {
            replaceBy(lines, size.columns());
        }
    }

    /** Written over, line by line: what is cleared at the top of the screen, some terminals keep as if it had scrolled by. */
    private void replaceBy(List<Written> lines, int columns) {
        var picture = new StringBuilder(HIDE_CURSOR).append(back(columns));
        told.forEach(line -> {
            int cells = Cells.of(line);
            // On a row that is full, the cursor still stands on the last cell, and would clear that.
            boolean isFull = cells > 0 && cells % columns == 0;
            picture.append(line).append(isFull ? "" : CLEAR_REST_OF_LINE).append('\n');
        });
        picture.append(CUT_LINES);
        lines.forEach(
                line -> picture.append(line.text()).append(CLEAR_REST_OF_LINE).append('\n'));
        print(picture.append(CLEAR_BELOW).append(WRAP_LINES).append(SHOW_CURSOR).toString());
        told.clear();
        drawn = lines;
        drawnFor = columns;
    }

    private void print(String text) {
        out.writeBytes(style.alphabet().bytes(text));
        out.flush();
    }

    /** To where the last picture begins. A terminal that has become narrower has wrapped what was too long for it. */
    private String back(int columns) {
        int rows = drawn.stream()
                .mapToInt(line -> Math.max(1, (line.cells() + columns - 1) / columns))
                .sum();
        String back = rows == 0 ? "" : "\r\u001b[%dA".formatted(rows);
        // Some terminals remember of a row that it was wrapped until it is cleared whole.
        return columns == drawnFor ? back : back + CLEAR_BELOW;
    }

    private void tell(List<String> lines) {
        lines.stream().map(style.alphabet()::spelled).forEach(told::add);
    }

    @Override
    public void settle() {
        tell(story.lines());
        // Of what is done the lines above have told; what is not stays to be seen as it was left.
        if (isDone || !told.isEmpty()) {
            replaceBy(isDone ? List.of() : drawn, terminal.size().columns());
        }
        drawn = List.of();
    }

    @Override
    public void says(String line) {
        String seen = style.alphabet().spelled(line);
        if (drawn.isEmpty()) {
            print(seen + "\n");
        } else {
            told.add(seen);
        }
    }

    @Override
    public void answers(String line) {
        says(line);
    }

    @Override
    public void answers(Table table) {
        table.lines(terminal.size().columns(), style.alphabet()).forEach(this::answers);
    }

    @Override
    public void result(Map<String, ?> fields) {}
}
