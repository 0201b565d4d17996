package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.cli.work.Unfinished;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.Jobs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

/** Whoever holds the store keeps others from running: so it is looked at once, and not kept. */
@Command(
        name = "watch",
        description = "Show the jobs that have not ended, each with all that it needs.",
        footer = {"", "Example: headwater jobs watch"})
final class JobsWatch implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            List<JobTree> trees = treesIn(jobs);
            var table = new Table();
            trees.forEach(tree -> {
                JobWords.addTo(table, tree);
                screen.item(JobJson.of(tree));
            });
            table.answer(screen);
            screen.says(
                    trees.isEmpty() ? "There is no job that has not ended" : "Nothing runs in this home at the moment");
            return Map.of("jobs", trees.size());
        });
    }

    private static List<JobTree> treesIn(Jobs jobs) {
        return Unfinished.in(jobs).tops().stream()
                .map(top -> Objects.requireNonNull(jobs.tree(top.id()).block()))
                .toList();
    }
}
