package io.headwater.cli.screen;

import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Line after line, for files, pipes and terminals that can do no more. */
final class PlainScreen implements Screen {
    private final PrintStream out;
    private final LongSupplier nanos;
    private final Alphabet alphabet;
    private final Motions motions;
    private final boolean tellsProgress;
    private final Story story;
    private final Map<JobId, Pace> paces = new HashMap<>();

    PlainScreen(PrintStream out, Alphabet alphabet, LongSupplier nanos, boolean tellsProgress, boolean verbose) {
        this.out = out;
        this.alphabet = alphabet;
        this.nanos = nanos;
        this.motions = new Motions(nanos);
        this.tellsProgress = tellsProgress;
        this.story = new Story(verbose, UnaryOperator.identity());
    }

    @Override
    public void happened(JobEvent event) {
        story.happened(event);
    }

    @Override
    public void shows(JobTree tree) {
        story.linesWith(tree).forEach(this::says);
        if (tellsProgress) {
            tree.flatten()
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
        Motion motion = motions.of(job);
        Pace pace = paces.get(job.id());
        if (pace == null || pace.isDue(now, progress.fraction())) {
            paces.put(job.id(), new Pace(now, progress.fraction()));
            List<String> parts = Words.progress(job, progress, motion);
            String busyWith = Words.busyWith(job, progress);
            if (busyWith != null) {
                parts.add(busyWith);
            }
            says("%s: %s".formatted(Words.name(job), String.join(", ", parts)));
        }
    }

    @Override
    public void settle() {
        story.lines().forEach(this::says);
    }

    @Override
    public void says(String line) {
        out.println(alphabet.spelled(line));
    }

    @Override
    public void answers(String line) {
        says(line);
    }

    @Override
    public void result(Map<String, ?> fields) {}
}
