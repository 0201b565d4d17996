package io.headwater.cli.screen;

import io.headwater.cli.screen.Line.Written;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tree of jobs as lines that fit the terminal: one for each job, and where there is room a second one below what is at work,
 * with its figures. Where it is narrow the bars go first, then the figures; name, percentage and state stay.
 */
final class Drawing {
    private static final int PERCENT = 5;
    private static final int GAP = 2;
    private static final int SHORTEST_NAME = 6;
    private static final int NARROW_NAME = 24;
    private static final int WIDEST_NAME = 48;
    /** Such as {@code downloading}. */
    private static final int SHORTEST_STATE = 12;
    /** Such as {@code stalled for 12 s}. */
    private static final int STATE = 16;
    /** Such as {@code downloading · shared}. */
    private static final int STATE_AND_MARK = 20;
    /** Such as {@code  · 612 MB of 1.5 GB · 18 MB/s · 50 s left}. */
    private static final int FIGURES = 41;

    /** What is shorter says nothing. */
    private static final int SHORTEST_REASON = 26;

    private static final int SHORTEST_BAR = 8;
    private static final int LONGEST_BAR = 40;

    private final Style style;
    private final Motions motions;
    private final int width;
    private final List<Written> lines = new ArrayList<>();
    private boolean areNamesShort;
    private int nameEnd;
    private int bar;

    private Drawing(Style style, Motions motions, int width) {
        this.style = style;
        this.motions = motions;
        this.width = width;
    }

    /** @param most how many lines there may be */
    static List<Written> of(JobTree tree, Motions motions, Style style, int columns, int most) {
        // The last column stays free: some terminals wrap when it is written on.
        var drawing = new Drawing(style, motions, Math.max(1, columns - 1));
        drawing.draw(Row.of(tree), Math.max(1, most));
        return drawing.lines;
    }

    private void draw(List<Row> rows, int most) {
        long details = rows.stream().filter(this::hasDetails).count();
        boolean isRoomy = rows.size() + details <= most;
        List<Row> seen = rows.size() <= most ? rows : Row.inSight(rows, most - 1);
        share(seen, isRoomy);
        for (Row row : seen) {
            draw(row, !isRoomy);
            if (isRoomy && hasDetails(row)) {
                drawDetails(row);
            }
        }
        if (seen.size() < rows.size()) {
            drawHidden(rows, seen);
        }
    }

    /** What each column gets of the width: the names what they need, as long as there is some for the others. */
    private void share(List<Row> rows, boolean isRoomy) {
        int state = rows.stream().anyMatch(Row::isShared) ? STATE_AND_MARK : STATE;
        int others = PERCENT + 3 * GAP + state + (isRoomy ? 0 : FIGURES);
        int least = Math.min(NARROW_NAME, width - PERCENT - 2 * GAP - SHORTEST_STATE);
        int most = Math.max(least, Math.min(WIDEST_NAME, width - others - SHORTEST_BAR));
        areNamesShort = widest(rows) > most;
        nameEnd = Math.max(SHORTEST_NAME, Math.min(most, widest(rows)));
        int left = width - nameEnd - others;
        bar = left >= SHORTEST_BAR ? Math.min(left, LONGEST_BAR) : 0;
    }

    private int signEnd(Row row) {
        return Cells.of(row.lead(style.alphabet())) + Row.SIGN;
    }

    private int widest(List<Row> rows) {
        return rows.stream().mapToInt(row -> signEnd(row) + Cells.of(name(row))).reduce(0, Math::max);
    }

    private String name(Row row) {
        String name = areNamesShort ? Words.shortName(row.job()) : Words.name(row.job());
        return style.alphabet().spelled(name);
    }

    private void draw(Row row, boolean withFigures) {
        JobView job = row.job();
        Double fraction = fraction(job);
        Ink ink = Ink.of(job.state());
        var line = new Line(style, width).add(row.lead(style.alphabet()), Ink.FAINT);
        line.add(style.alphabet().sign(job.state()) + " ", ink);
        int room = Math.max(SHORTEST_NAME, nameEnd - signEnd(row));
        line.addForeign(name(row), room, Ink.PLAIN).at(nameEnd + GAP);
        if (fraction != null) {
            line.add(Words.percent(job.state(), fraction), Ink.PLAIN);
        }
        line.at(nameEnd + GAP + PERCENT + GAP);
        Motion motion = motions.of(job);
        String standing = Words.standing(job, motion, motions.untilDue(job));
        // Why a job does not move says more than a bar that does not.
        boolean hasRoom = row.isRunning() || Cells.of(standing) + bar + GAP <= line.rest();
        if (bar > 0 && fraction != null && hasRoom) {
            line.add(style.alphabet().barOf((int) Math.floor(fraction * bar), bar), ink)
                    .gap(GAP);
        }
        boolean isCut = Cells.of(standing) > line.rest();
        line.addForeign(isCut && line.rest() < SHORTEST_REASON ? Words.brief(standing) : standing, width, ink);
        addWhole(line, dotted(), parts(row, motion, withFigures));
        lines.add(line.written());
    }

    /** What follows the state. */
    private static List<String> parts(Row row, Motion motion, boolean withFigures) {
        var parts = new ArrayList<String>();
        Progress progress = row.job().progress();
        if (row.isShared()) {
            parts.add("shared");
        }
        if (progress != null && row.isRunning() && withFigures) {
            parts.addAll(Words.figures(progress, motion));
        } else if (progress != null && !row.isRunning()) {
            String amount = Words.amount(progress);
            parts.addAll(amount == null ? List.of() : List.of(amount));
        }
        return parts;
    }

    private boolean hasDetails(Row row) {
        Progress progress = row.job().progress();
        return row.isRunning()
                && !row.isAgain()
                && progress != null
                && (Words.amount(progress) != null || Words.busyWith(row.job(), progress) != null);
    }

    private void drawDetails(Row row) {
        Progress progress = row.job().progress();
        if (progress == null) {
            return;
        }
        var line = new Line(style, width).add(row.leadBelow(style.alphabet()), Ink.FAINT);
        String between = addWhole(line, "", Words.figures(progress, motions.of(row.job())));
        String busyWith = Words.busyWith(row.job(), progress);
        if (busyWith != null && line.rest() >= 2 * SHORTEST_NAME) {
            line.add(between, Ink.FAINT).addForeign(busyWith, width, Ink.FAINT);
        }
        lines.add(line.written());
    }

    /**
     * Those that fit: half a figure is worse than none.
     *
     * @param before what stands between the line and the first
     * @return what stands between the line and the next
     */
    private String addWhole(Line line, String before, List<String> figures) {
        String between = before;
        for (String figure : figures) {
            String seen = style.alphabet().spelled(figure);
            if (Cells.of(between) + Cells.of(seen) <= line.rest()) {
                line.add(between + seen, Ink.FAINT);
                between = dotted();
            }
        }
        return between;
    }

    private String dotted() {
        return " %s ".formatted(style.alphabet().dot());
    }

    private void drawHidden(List<Row> all, List<Row> seen) {
        long hidden = (long) all.size() - seen.size();
        long running = all.stream()
                .filter(row -> row.isRunning() && !row.isAgain() && !seen.contains(row))
                .count();
        String words = "%s and %d more%s"
                .formatted(style.alphabet().ellipsis(), hidden, running == 0 ? "" : " (%d running)".formatted(running));
        lines.add(new Line(style, width).add(words, Ink.FAINT).written());
    }

    private static @Nullable Double fraction(JobView job) {
        if (job.state() == JobState.COMPLETED) {
            return 1.0;
        }
        Double fraction = job.progress() == null ? null : job.progress().fraction();
        // Whole it is when the job says so.
        return fraction == null ? null : (Double) Math.min(fraction, 0.999);
    }
}
