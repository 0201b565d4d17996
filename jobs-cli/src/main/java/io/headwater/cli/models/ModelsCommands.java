package io.headwater.cli.models;

import picocli.CommandLine.Command;

/** All commands about models. */
@Command(
        name = "models",
        description = "Fetch models, find them and keep them in order.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelsList.class,
            ModelsShow.class,
            ModelsDownload.class,
            ModelsPath.class,
            ModelsVerify.class,
            ModelsUpdates.class,
            ModelsUsage.class,
            ModelsImport.class,
            ModelsRemove.class,
            ModelsPrune.class,
            ModelsClear.class
        },
        footer = {"", "Example: headwater models download whisper:base"})
public final class ModelsCommands {}
