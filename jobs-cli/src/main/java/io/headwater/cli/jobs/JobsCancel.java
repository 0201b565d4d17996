package io.headwater.cli.jobs;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.jobs.Jobs;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        description = {
            "Stop a job, and what belongs to it alone, for good.",
            "Downloads that it waits for stay, with what they have fetched, for whoever needs them next."
        },
        footer = {"", "Example: headwater jobs cancel 7K3XYZ --cleanup"})
final class JobsCancel implements Action {
    @Mixin
    private OneJob wanted = new OneJob();

    @Option(
            names = "--cleanup",
            description = "Cancel its downloads too, where no other job needs them, and remove what they have fetched.")
    private boolean cleanup;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        return common.store(screen).look(jobs -> {
            JobView job = wanted.in(jobs);
            Steering.CANCEL.carryOut(job, jobs, screen);
            return cleanup ? Map.of("bytes", cleanedUp(job, jobs, common, screen)) : Map.of();
        });
    }

    private static long cleanedUp(JobView job, Jobs jobs, Headwater common, Screen screen) {
        JobTree cancelled = Objects.requireNonNull(jobs.tree(job.id()).block());
        return new Cleanup(common.models(), jobs, screen).after(cancelled);
    }
}
