package io.headwater.cli.screen;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job at its place in the tree. A shared one has several places. */
final class Row {
    /** How wide the sign of its state is with the space behind it. */
    static final int SIGN = 2;

    private static final int LEAST_URGENT = 5;

    private final JobTree tree;
    private final @Nullable Row above;
    private final boolean isAgain;
    private List<Row> below = new ArrayList<>();

    private Row(JobTree tree, @Nullable Row above, boolean isAgain) {
        this.tree = tree;
        this.above = above;
        this.isAgain = isAgain;
    }

    /** What leads to each job of a tree, in the order in which {@link JobTree#flatten} has them. */
    static List<String> leads(JobTree tree, Alphabet alphabet) {
        return of(tree).stream().map(row -> row.lead(alphabet)).toList();
    }

    /** From top to bottom. */
    static List<Row> of(JobTree tree) {
        var rows = new ArrayList<Row>();
        enter(tree, null, new HashSet<>(), rows);
        return rows;
    }

    private static void enter(JobTree tree, @Nullable Row above, Set<JobId> seen, List<Row> rows) {
        var row = new Row(tree, above, !seen.add(tree.job().id()));
        if (above != null) {
            above.below.add(row);
        }
        rows.add(row);
        tree.children().forEach(child -> enter(child, row, seen, rows));
    }

    /** As many as there is room for: what is active stays in sight, with all that stands above it. */
    static List<Row> inSight(List<Row> rows, int most) {
        if (rows.size() <= most) {
            return rows;
        }
        // Nobody is less urgent than what stands below, so, as sorting keeps the order, nobody is left hanging in the
        // air.
        Set<Row> seen = new HashSet<>(rows.stream()
                .sorted(Comparator.comparingInt(Row::urgency))
                .limit(most)
                .toList());
        rows.forEach(
                row -> row.below = row.below.stream().filter(seen::contains).toList());
        return rows.stream().filter(seen::contains).toList();
    }

    private int urgency() {
        int own = isAgain ? LEAST_URGENT : urgency(job().state());
        return below.stream().mapToInt(Row::urgency).reduce(own, Math::min);
    }

    private static int urgency(JobState state) {
        return switch (state) {
            case RUNNING -> 0;
            case FAILED, QUARANTINED -> 1;
            case SCHEDULED -> 2;
            case WAITING, PAUSED -> 3;
            case QUEUED -> 4;
            case COMPLETED, CANCELLED -> LEAST_URGENT;
        };
    }

    JobView job() {
        return tree.job();
    }

    boolean isShared() {
        return tree.shared();
    }

    /** Whether it is shown further up already. */
    boolean isAgain() {
        return isAgain;
    }

    boolean isRunning() {
        return job().state() == JobState.RUNNING;
    }

    /** What leads to it from the left edge. */
    String lead(Alphabet alphabet) {
        return above == null ? "" : above.trunk(alphabet) + alphabet.branch(isLast());
    }

    /** What passes by below it, as far as its name. */
    String leadBelow(Alphabet alphabet) {
        return trunk(alphabet) + alphabet.trunk(!below.isEmpty()).substring(0, SIGN);
    }

    private String trunk(Alphabet alphabet) {
        return above == null ? "" : above.trunk(alphabet) + alphabet.trunk(!isLast());
    }

    private boolean isLast() {
        return above == null || above.below.get(above.below.size() - 1) == this;
    }
}
