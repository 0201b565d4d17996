package io.headwater.cli.screen;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobTree.Relation;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A job for a picture of it, and what stands below it. */
record Trees(
        long id,
        String title,
        String model,
        JobState state,
        StopReason stopping,
        Progress progress,
        JobError error,
        boolean shared,
        List<Trees> below) {
    private static final Instant SOME_TIME = Instant.parse("2030-01-01T00:00:00Z");

    static Trees job(long id, String title, JobState state, Trees... below) {
        return new Trees(id, title, null, state, null, null, null, false, List.of(below));
    }

    static Trees download(long id, String model, JobState state, Progress progress) {
        return new Trees(id, "Model download", model, state, null, progress, null, false, List.of());
    }

    Trees with(Progress reported) {
        return new Trees(id, title, model, state, stopping, reported, error, shared, below);
    }

    Trees stopping(StopReason reason) {
        return new Trees(id, title, model, state, reason, progress, error, shared, below);
    }

    Trees failedBy(JobError reason) {
        return new Trees(id, title, model, state, stopping, progress, reason, shared, below);
    }

    Trees isShared() {
        return new Trees(id, title, model, state, stopping, progress, error, true, below);
    }

    /** So many of so many bytes, as the engine tells it of a job that has been at work for a minute. */
    static Progress bytes(long done, long total, double rate) {
        double fraction = (double) done / total;
        Duration rest = Duration.ofMillis(Math.round((total - done) / rate * 1_000));
        return Progress.of(done, total, Progress.Unit.BYTES)
                .withPhase("downloading")
                .withDerived(fraction, rate, rest, Duration.ofMinutes(1));
    }

    JobTree tree() {
        return tree(Relation.ROOT);
    }

    private JobTree tree(Relation relation) {
        return new JobTree(
                view(),
                relation,
                shared,
                below.stream().map(child -> child.tree(Relation.DEPENDENCY)).toList());
    }

    JobView view() {
        return new JobView(
                new JobId(id),
                "some.type",
                title,
                state,
                stopping,
                List.of(),
                null,
                new JobId(id),
                List.of(),
                model == null ? Map.of() : Map.of("model", model),
                null,
                "default",
                0,
                1,
                "{}",
                progress,
                SOME_TIME,
                SOME_TIME,
                null,
                error,
                null);
    }
}
