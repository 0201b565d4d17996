package io.headwater.cli.command;

import io.headwater.cli.screen.Look;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.Foreground;
import io.headwater.cli.work.Home;
import io.headwater.cli.work.Store;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import io.headwater.models.config.Platform;
import io.headwater.models.download.RateLimit;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What all commands share. Its options may stand before or after the words of a command. */
@Command(
        name = "headwater",
        description = "Fetches models, and works with them: speech becomes subtitles, images become text.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 network,",
            "5 integrity, 6 disk space, 7 not authorised, 8 offline, 130 interrupted",
            "(143 by SIGTERM)."
        })
public final class Headwater {
    private static final String CONFIG = "headwater.yaml";

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the jobs and the log are kept; else HEADWATER_HOME, else this platform's place.")
    private @Nullable Path home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration; else headwater.yaml here, else the one in the home.")
    private @Nullable Path config;

    @Option(
            names = "--hub-cache",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where models of Hugging Face lie, shared with Python; else HF_HUB_CACHE, else its default.")
    private @Nullable Path hubCache;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            converter = EndpointConverter.class,
            description = "Hugging Face, or a mirror of it; else HF_ENDPOINT.")
    private @Nullable URI endpoint;

    @Option(
            names = "--offline",
            scope = ScopeType.INHERIT,
            description = "Ask nobody: what is on this machine has to do. Also HF_HUB_OFFLINE=1.")
    private boolean offline;

    @Option(
            names = "--limit-rate",
            paramLabel = "RATE",
            scope = ScopeType.INHERIT,
            converter = RateConverter.class,
            description = "How many bytes a second may arrive, such as 500K or 10M.")
    private @Nullable Long limitRate;

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
            description = "Tell only what was asked for, and errors.")
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

    @Spec
    private @Nullable CommandSpec spec;

    public Home home() {
        String variable = System.getenv("HEADWATER_HOME");
        if (home != null) {
            return new Home(home);
        }
        boolean set = variable != null && !variable.isBlank();
        return new Home(set ? Path.of(variable) : Platform.here().data());
    }

    /** With what the configuration says of the engine. */
    public Foreground foreground(Configuration read, Foreground.Handlers handlers, Screen screen) {
        return new Foreground(home(), read.engine(), handlers, screen);
    }

    public Store store(Screen screen) {
        return new Store(home(), screen);
    }

    public Models models() {
        return models(configuration());
    }

    public Models models(Configuration read) {
        return modelsOf(read).build();
    }

    public Models.Builder modelsOf(Configuration read) {
        Models.Builder models = Models.builder()
                .settings(read.models())
                .stateDir(home().directory().resolve("models"))
                .tokenFile(ownToken())
                .allowPrivate(allowPrivate);
        if (hubCache != null) {
            models.hubCache(hubCache);
        }
        if (endpoint != null) {
            models.endpoint(endpoint);
        }
        if (offline) {
            models.offline(true);
        }
        if (limitRate != null) {
            models.rateLimit(RateLimit.of(limitRate));
        }
        return models;
    }

    /** What {@code token set} has stored. Warns where others may read it. */
    private Path ownToken() {
        var token = TokenFile.in(home());
        if (!quiet) {
            token.warning()
                    .ifPresent(warning ->
                            Objects.requireNonNull(spec).commandLine().getErr().println(warning));
        }
        return token.path();
    }

    /** What stands in the configuration; without any, what holds then. */
    public Configuration configuration() {
        return configurationFile().map(Configuration::load).orElseGet(Configuration::defaults);
    }

    /** The file that was named, else the nearest one. */
    public Optional<Path> configurationFile() {
        return config != null
                ? Optional.of(config)
                : Stream.of(Path.of(CONFIG), home().directory().resolve(CONFIG))
                        .filter(Files::exists)
                        .findFirst();
    }

    public Look look() {
        return new Look(json, quiet, noProgress, verbose);
    }
}
