package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Words;
import io.headwater.jobs.JobView;
import io.headwater.jobs.LogLine;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        description = "Show what a job has told of its work.",
        footer = {"", "Example: headwater jobs logs 7K3XYZ"})
final class JobsLogs implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on for as long as the job is at work.")
    private boolean follow;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            JobView job = wanted.in(jobs);
            jobs.logs(job.id(), 0).toStream().forEach(line -> {
                screen.answers(words(line));
                screen.item(JobJson.of(line));
            });
            if (follow) {
                screen.says("That is all: nothing runs in this home, so nothing more comes");
            }
            return Map.of();
        });
    }

    private static String words(LogLine line) {
        return "%s  %-5s  %s".formatted(JobWords.time(line.at()), line.level(), Words.clean(line.message()));
    }
}
