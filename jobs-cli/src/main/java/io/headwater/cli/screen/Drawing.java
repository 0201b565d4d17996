package io.headwater.cli.screen;

import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tree of jobs as lines that fit the terminal. */
final class Drawing {
    private static final int BAR = 20;
    private static final int WIDEST_NAME = 48;

    private final int columns;
    private final int nameWidth;
    private final List<String> lines = new ArrayList<>();

    private Drawing(JobTree tree, int columns) {
        this.columns = columns;
        this.nameWidth = Math.min(Math.min(WIDEST_NAME, columns / 2), widest(tree, 0));
    }

    static List<String> of(JobTree tree, int columns, int rows) {
        var drawing = new Drawing(tree, columns);
        drawing.add(tree, 0);
        return drawing.cutTo(Math.max(1, rows));
    }

    private static int widest(JobTree tree, int depth) {
        int here = 2 * depth + Words.name(tree.job()).length();
        return tree.children().stream()
                .mapToInt(below -> widest(below, depth + 1))
                .reduce(here, Math::max);
    }

    private void add(JobTree tree, int depth) {
        String name = fitted("  ".repeat(depth) + Words.name(tree.job()), nameWidth);
        String line = "%-" + nameWidth + "s  %s";
        lines.add(fitted(line.formatted(name, rest(tree.job())), columns - 1));
        tree.children().forEach(below -> add(below, depth + 1));
    }

    private static String rest(JobView job) {
        Progress progress = job.progress();
        var parts = new ArrayList<String>();
        if (progress != null && progress.fraction() != null) {
            parts.add(bar(progress.fraction()));
        }
        if (progress != null) {
            parts.addAll(Words.progress(job, progress));
        }
        parts.add(last(job, progress));
        return String.join("  ", parts);
    }

    private static String last(JobView job, @Nullable Progress progress) {
        return switch (job.state()) {
            case RUNNING -> {
                String busyWith = progress == null ? null : Words.busyWith(job, progress);
                yield busyWith == null ? "" : busyWith;
            }
            case SCHEDULED, QUEUED, WAITING, PAUSED, COMPLETED, FAILED, CANCELLED, QUARANTINED ->
                Words.state(job.state());
        };
    }

    private static String bar(double fraction) {
        int full = (int) Math.floor(fraction * BAR);
        return "[%s%s]".formatted("#".repeat(full), ".".repeat(BAR - full));
    }

    private static String fitted(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width - 3)) + "...";
    }

    private List<String> cutTo(int rows) {
        if (lines.size() <= rows) {
            return lines;
        }
        var most = new ArrayList<>(lines.subList(0, rows - 1));
        most.add("... and %d more".formatted(lines.size() - most.size()));
        return most;
    }
}
