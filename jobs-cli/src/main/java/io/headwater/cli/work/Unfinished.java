package io.headwater.cli.work;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobState;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jobs of a home that have not ended, newest first. */
public record Unfinished(List<JobView> jobs) {
    private static final JobQuery LIVE = JobQuery.all()
            .inState(JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING, JobState.WAITING, JobState.PAUSED);

    public Unfinished {
        jobs = List.copyOf(jobs);
    }

    public static Unfinished in(Jobs jobs) {
        return new Unfinished(JobPages.of(jobs, LIVE).toList());
    }

    /** What people have asked for; all else goes on with that. */
    public List<JobView> tops() {
        Set<JobId> needed = needed();
        return jobs.stream().filter(job -> !needed.contains(job.id())).toList();
    }

    /** Those that others of them stand above. */
    public Set<JobId> needed() {
        Set<JobId> here = jobs.stream().map(JobView::id).collect(Collectors.toSet());
        Stream<JobId> awaited = jobs.stream().flatMap(job -> job.dependsOn().stream());
        Stream<JobId> children =
                jobs.stream().filter(job -> here.contains(job.parent())).map(JobView::id);
        return Stream.concat(awaited, children).collect(Collectors.toSet());
    }

    /** How many of what people have asked for would go on if somebody ran them. */
    long waiting() {
        return tops().stream().filter(top -> top.state() != JobState.PAUSED).count();
    }
}
