package io.headwater.cli.command;

import picocli.CommandLine.Command;

/** All commands about models. */
@Command(
        name = "models",
        description = "Fetch models and find them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelsDownload.class, ModelsPath.class})
final class ModelsCommands {}
