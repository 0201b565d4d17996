package io.headwater.examples.host;

import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A job with all that stands below it, drawn anew when something has happened, ten times a second at most. */
public final class LiveTree {
    private static final int WIDTH = 20;

    private LiveTree() {}

    /** Ends with the job. */
    public static Flux<String> of(Jobs jobs, JobId top) {
        return jobs.events(EventFilter.all(), 0)
                .sample(Duration.ofMillis(100))
                .onBackpressureLatest()
                .concatMap(event -> jobs.tree(top), 1)
                .takeUntil(tree -> !tree.job().state().isLive())
                .map(tree -> draw(tree, ""))
                .distinctUntilChanged();
    }

    private static String draw(JobTree tree, String indent) {
        JobView job = tree.job();
        var text = new StringBuilder("%s%s %s %s%s%n"
                .formatted(indent, job.title(), job.state(), bar(job.progress()), tree.shared() ? " (shared)" : ""));
        tree.children().forEach(below -> text.append(draw(below, indent + "    ")));
        return text.toString();
    }

    private static String bar(@Nullable Progress progress) {
        Double fraction = progress == null ? null : progress.fraction();
        if (fraction == null) {
            return "";
        }
        int full = (int) Math.round(fraction * WIDTH);
        return "[%s%s] %.0f %%".formatted("#".repeat(full), ".".repeat(WIDTH - full), 100 * fraction);
    }
}
