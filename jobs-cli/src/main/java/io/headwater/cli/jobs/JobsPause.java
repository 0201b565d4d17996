package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "pause",
        description = {
            "Let a job, and what belongs to it alone, rest until it is resumed.",
            "What it waits for but others may need too goes on."
        },
        footer = {"", "Example: headwater jobs pause 7K3XYZ"})
final class JobsPause implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            Steering.PAUSE.carryOut(wanted.in(jobs), jobs, screen);
            return Map.of();
        });
    }
}
