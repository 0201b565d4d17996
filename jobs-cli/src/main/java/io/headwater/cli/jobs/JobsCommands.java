package io.headwater.cli.jobs;

import picocli.CommandLine.Command;

/** All commands about jobs. None of them runs one: a job goes on when the command is typed again that it belongs to. */
@Command(
        name = "jobs",
        description = "Look at the jobs of this home, and steer them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JobsList.class,
            JobsShow.class,
            JobsTree.class,
            JobsLogs.class,
            JobsWatch.class,
            JobsPause.class,
            JobsResume.class,
            JobsCancel.class,
            JobsRetry.class
        },
        footer = {"", "Example: headwater jobs list --state paused"})
public final class JobsCommands {}
