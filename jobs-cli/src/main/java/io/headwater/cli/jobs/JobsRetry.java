package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "retry",
        description = {
            "Give a job that failed or was cancelled another attempt.",
            "It is at work when the command is typed again that it belongs to."
        },
        footer = {"", "Example: headwater jobs retry 7K3XYZ"})
final class JobsRetry implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            Steering.RETRY.carryOut(wanted.in(jobs), jobs, screen);
            return Map.of();
        });
    }
}
