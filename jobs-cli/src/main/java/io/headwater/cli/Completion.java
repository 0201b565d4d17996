package io.headwater.cli;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = {
            "Print the script by which bash and zsh complete commands and options.",
            "To have it in every shell, put the line below into ~/.bashrc or ~/.zshrc."
        },
        footer = {"", "Example: source <(headwater completion)"})
final class Completion implements Action {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        CommandSpec root = Objects.requireNonNull(spec).root();
        String script = AutoComplete.bash(root.name(), root.commandLine());
        script.lines().forEach(screen::answers);
        return Map.of("script", script);
    }
}
