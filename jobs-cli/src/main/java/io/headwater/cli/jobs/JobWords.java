package io.headwater.cli.jobs;

import io.headwater.cli.screen.Table;
import io.headwater.cli.screen.Words;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Jobs as people read of them. */
final class JobWords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private JobWords() {}

    /** In the word that {@code jobs list --state} takes. */
    static String state(JobView job) {
        StopReason stopping = job.stopping();
        return word(job.state()) + (stopping == null ? "" : ", stopping");
    }

    static String word(JobState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** How far it is; empty where that says nothing any more, or nothing yet. */
    static String progress(JobView job) {
        return job.state() == JobState.COMPLETED ? "" : Words.progress(job);
    }

    /** The same in four characters, for lists. */
    static String percent(JobView job) {
        Progress progress = job.progress();
        Double fraction = progress == null ? null : progress.fraction();
        return fraction == null || job.state() == JobState.COMPLETED
                ? ""
                : Words.percent(job.state(), fraction).strip();
    }

    static String minute(Instant time) {
        return time(time).substring(0, "yyyy-MM-dd HH:mm".length());
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    /** A row for the job and one for each below it. */
    static void addTo(Table table, JobTree tree) {
        table.rows(tree, 1, JobWords::cells);
    }

    private static List<String> cells(JobTree tree) {
        JobView job = tree.job();
        return List.of(
                job.id().brief(), Words.name(job) + (tree.shared() ? " (shared)" : ""), state(job), progress(job));
    }
}
