package io.headwater.cli.command;

import io.headwater.cli.screen.Look;
import io.headwater.cli.work.Home;
import io.headwater.models.Models;
import io.headwater.models.config.Platform;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: what all commands share. Its options may stand before or after the words of a command. */
@Command(
        name = "headwater",
        description = "Fetches models and works with them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ModelsCommands.class,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 network,",
            "5 integrity, 6 disk space, 7 not authorised, 8 offline, 130 interrupted",
            "(143 by SIGTERM)."
        })
public final class Headwater {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the jobs and the log are kept; else HEADWATER_HOME, else this platform's place.")
    private @Nullable Path home;

    @Option(
            names = "--allow-private",
            scope = ScopeType.INHERIT,
            description = "Sources may lie on this machine or in a private network.")
    private boolean allowPrivate;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON object a line on standard output; words for people go to standard error.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Tell nothing but errors.")
    private boolean quiet;

    @Option(names = "--no-progress", scope = ScopeType.INHERIT, description = "Do not tell how far it is.")
    private boolean noProgress;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell more, and all that is known of an error.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this, or the help of a command.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    public Home home() {
        String variable = System.getenv("HEADWATER_HOME");
        if (home != null) {
            return new Home(home);
        }
        boolean set = variable != null && !variable.isBlank();
        return new Home(set ? Path.of(variable) : Platform.here().data());
    }

    Models models() {
        return Models.builder()
                .cacheDir(Platform.here().cache().resolve("models"))
                .allowPrivate(allowPrivate)
                .build();
    }

    public Look look() {
        return new Look(json, quiet, noProgress, verbose);
    }
}
