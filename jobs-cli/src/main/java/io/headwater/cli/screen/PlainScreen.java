package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Line after line, for files, pipes and terminals that can do no more. */
final class PlainScreen implements Screen {
    private final PrintStream out;
    private final LongSupplier nanos;
    private final boolean tellsProgress;
    private final Story story;
    private final Map<JobId, Pace> paces = new HashMap<>();

    PlainScreen(PrintStream out, LongSupplier nanos, boolean tellsProgress, boolean verbose) {
        this.out = out;
        this.nanos = nanos;
        this.tellsProgress = tellsProgress;
        this.story = new Story(verbose);
    }

    @Override
    public void happened(JobEvent event) {
        story.lineOf(event).ifPresent(out::println);
    }

    @Override
    public void shows(JobTree tree) {
        story.learn(tree);
        if (tellsProgress) {
            tree.flatten()
                    .filter(below -> below.children().isEmpty())
                    .map(JobTree::job)
                    .filter(job -> job.state() == JobState.RUNNING)
                    .distinct()
                    .forEach(this::tell);
        }
    }

    private void tell(JobView job) {
        Progress progress = job.progress();
        if (progress == null) {
            return;
        }
        long now = nanos.getAsLong();
        Pace pace = paces.get(job.id());
        if (pace == null || pace.isDue(now, progress.fraction())) {
            paces.put(job.id(), new Pace(now, progress.fraction()));
            String busyWith = Words.busyWith(job, progress);
            String rest = busyWith == null ? "" : ", " + busyWith;
            out.println(Words.name(job) + ": "
                    + String.join(", ", Words.progress(job, progress)).strip() + rest);
        }
    }

    @Override
    public void settle() {}

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
