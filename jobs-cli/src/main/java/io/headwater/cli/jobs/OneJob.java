package io.headwater.cli.jobs;

import io.headwater.cli.command.CliCode;
import io.headwater.cli.screen.Words;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import io.headwater.jobs.Page;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

/** The job that a command is about. */
final class OneJob {
    private static final int MOST_CANDIDATES = 5;

    @Parameters(
            paramLabel = "ID",
            description =
                    "A job, as headwater jobs list shows it; as much of the end as no other job's id has will do.")
    private String typed = "";

    /** Fails with {@code NOT_FOUND} where none is meant, and with {@code USAGE} where several are. */
    JobView in(Jobs jobs) {
        JobQuery query = JobQuery.all().endingIn(ending()).withLimit(MOST_CANDIDATES + 1);
        Page<JobView> found = Objects.requireNonNull(jobs.list(query).block());
        return switch (found.items().size()) {
            case 0 -> throw unknown();
            case 1 -> found.items().get(0);
            default -> throw ambiguous(found.items());
        };
    }

    private JobId.Ending ending() {
        try {
            return JobId.Ending.parse(typed);
        } catch (IllegalArgumentException noId) {
            throw unknown();
        }
    }

    private JobException unknown() {
        return new JobException.NotFound(
                ErrorCode.NOT_FOUND,
                "There is no job whose id ends in \"%s\"".formatted(typed),
                "See which there are: headwater jobs list");
    }

    private JobException ambiguous(List<JobView> candidates) {
        String names = candidates.stream()
                .limit(MOST_CANDIDATES)
                .map(job -> "%s %s, %s".formatted(job.id(), Words.name(job), JobWords.state(job)))
                .collect(Collectors.joining("; "));
        return new JobException.Invalid(
                CliCode.USAGE,
                "Several jobs have an id that ends in \"%s\"".formatted(typed),
                "Say more of the id. There are: " + names + (candidates.size() > MOST_CANDIDATES ? "; and more" : ""));
    }
}
