package io.headwater.cli;

import io.headwater.cli.command.CliCode;
import io.headwater.models.ref.Nearest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that makes no sense, and what may have been meant. */
final class Misunderstanding {
    private Misunderstanding() {}

    static Failure of(ParameterException wrong) {
        String message = wrong instanceof UnmatchedArgumentException unknown
                ? words(unknown)
                : String.valueOf(wrong.getMessage());
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        return new Failure(CliCode.USAGE, message, null, false, "See: " + command + " --help");
    }

    private static String words(UnmatchedArgumentException unknown) {
        CommandSpec command = unknown.getCommandLine().getCommandSpec();
        String word = unknown.getUnmatched().get(0);
        if (unknown.isUnknownOption()) {
            // What stands behind it may be a secret.
            String option = word.replaceFirst("=.*", "");
            return "There is no option %s%s"
                    .formatted(option, nearest(option, command.optionsMap().keySet()));
        }
        Set<String> commands = command.subcommands().keySet();
        if (commands.isEmpty() || CommandWords.mayHoldASecret(word)) {
            return "There is a word too many for \"%s\"".formatted(command.qualifiedName());
        }
        String near = nearest(word, commands);
        // What is like no command at all may be a token whose "set" was forgotten.
        return near.isEmpty()
                ? "\"%s\" has no such command".formatted(command.qualifiedName())
                : "There is no command \"%s %s\"%s".formatted(command.qualifiedName(), word, near);
    }

    private static String nearest(String word, Set<String> known) {
        List<String> near = Nearest.to(word, known);
        return near.isEmpty() ? "" : near.stream().collect(Collectors.joining(", ", ". Did you mean ", "?"));
    }
}
