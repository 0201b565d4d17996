package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.cli.screen.Words;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "show",
        description = "Tell all about a job.",
        footer = {"", "Example: headwater jobs show 7K3XYZ"})
final class JobsShow implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            JobView job = wanted.in(jobs);
            screen.answers(Words.name(job));
            Table facts = facts(job);
            if (common.look().verbose()) {
                addPayload(facts, job);
            }
            // In full, however long: a reason that is cut explains nothing.
            facts.lines().forEach(screen::answers);
            screen.item(JobJson.of(job));
            return Map.of();
        });
    }

    private static Table facts(JobView job) {
        var facts = new Table();
        facts.row("  id", job.id().toString());
        facts.row("  state", JobWords.state(job));
        addIfAny(facts, "  progress", JobWords.progress(job));
        addIfAny(facts, "  blocked by", ids(job.blockedBy()));
        addIfAny(facts, "  needs", ids(job.dependsOn()));
        JobId parent = job.parent();
        addIfAny(facts, "  part of", parent == null ? "" : parent.toString());
        facts.row("  type", job.type());
        new TreeMap<>(job.labels()).forEach((name, value) -> facts.row("  " + name, value));
        facts.row("  queue", job.queue());
        facts.row("  attempt", Integer.toString(job.attempt()));
        facts.row("  created", JobWords.time(job.createdAt()));
        addIfAny(facts, "  started", time(job.startedAt()));
        addIfAny(facts, "  ended", time(job.endedAt()));
        addError(facts, job.error());
        return facts;
    }

    /** As it is stored. */
    private static void addPayload(Table facts, JobView job) {
        facts.row("  params", job.params());
        String result = job.result();
        addIfAny(facts, "  result", result == null ? "" : result);
    }

    private static void addError(Table facts, @Nullable JobError error) {
        if (error != null) {
            facts.row("  error", "%s: %s".formatted(error.code(), error.message()));
            String hint = error.hint();
            addIfAny(facts, "  advice", hint == null ? "" : hint);
        }
    }

    private static void addIfAny(Table facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.row(name, value);
        }
    }

    private static String ids(List<JobId> jobs) {
        return jobs.stream().map(JobId::brief).collect(Collectors.joining(", "));
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "" : JobWords.time(time);
    }
}
