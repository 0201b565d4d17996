package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.json.JobJson;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.jobs.JobTree;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "tree",
        description = "Show a job with all that it needs, and how far each of it is.",
        footer = {"", "Example: headwater jobs tree 7K3XYZ"})
final class JobsTree implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            JobTree tree =
                    Objects.requireNonNull(jobs.tree(wanted.in(jobs).id()).block());
            var table = new Table();
            JobWords.addTo(table, tree);
            table.answer(screen);
            screen.item(JobJson.of(tree));
            return Map.of();
        });
    }
}
