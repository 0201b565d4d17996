package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobTree;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree of jobs, drawn in place at the bottom of the terminal; what is worth a line of its own scrolls by above it.
 *
 * <p>It needs three things of a terminal only: to go up some lines, to clear what is below, and its size.
 */
final class LiveScreen implements Screen {
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private final Terminal terminal;
    private final Story story;
    private List<String> drawn = List.of();

    LiveScreen(PrintStream out, Terminal terminal, boolean verbose) {
        this.out = out;
        this.terminal = terminal;
        this.story = new Story(verbose);
    }

    @Override
    public void happened(JobEvent event) {
        Optional<String> line = story.lineOf(event);
        if (line.isPresent()) {
            out.print(erased() + line.get() + "\n" + String.join("", drawn));
            out.flush();
        }
    }

    @Override
    public void shows(JobTree tree) {
        story.learn(tree);
        List<String> lines = Drawing.of(tree, terminal.columns(), terminal.rows() - 1).stream()
                .map(line -> line + "\n")
                .toList();
        if (!lines.equals(drawn)) {
            // In one piece, so that nobody sees half a tree.
            out.print(erased() + String.join("", lines));
            out.flush();
            drawn = lines;
        }
    }

    private String erased() {
        return drawn.isEmpty() ? "" : "\r\u001b[%dA%s".formatted(drawn.size(), CLEAR_BELOW);
    }

    @Override
    public void settle() {
        drawn = List.of();
    }

    @Override
    public void says(String line) {
        out.println(line);
    }

    @Override
    public void answers(String line) {
        out.println(line);
    }

    @Override
    public void result(Map<String, ?> fields) {}
}
