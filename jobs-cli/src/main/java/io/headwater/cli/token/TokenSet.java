package io.headwater.cli.token;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.CliCode;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.TokenFile;
import io.headwater.cli.screen.Question;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.JobException;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Says nothing of the token itself, not even how long it is. */
@Command(
        name = "set",
        description = {
            "Keep a token, which is read from standard input and never shown.",
            "It lies in the home, where only you can read it."
        },
        footer = {"", "Example: headwater token set < token.txt"})
final class TokenSet implements Action {
    private static final int LONGEST = 4_096;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        String token = read().strip();
        check(token);
        var file = TokenFile.in(common.home());
        file.write(token);
        screen.says("The token is kept in " + file.path());
        return Map.of("path", file.path().toString());
    }

    /** A person types it unseen. */
    private static String read() {
        if (Question.isSomebodyThere()) {
            return readUnseen();
        }
        try {
            return new String(System.in.readNBytes(2 * LONGEST), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw TokenFile.failed("The token cannot be read from standard input", failure);
        }
    }

    private static String readUnseen() {
        @Nullable Console console = System.console();
        if (console == null) {
            throw refused("What is typed here could be seen, since standard output is no terminal");
        }
        char @Nullable [] typed = console.readPassword("Token (it is not shown): ");
        return typed == null ? "" : new String(typed);
    }

    private static void check(String token) {
        if (token.isEmpty()) {
            throw refused("There is no token on standard input");
        }
        if (token.contains("\n") || token.contains("\r")) {
            throw refused("What came on standard input is more than one line");
        }
        if (token.length() > LONGEST || !TOKEN.matcher(token).matches()) {
            throw refused("What came on standard input is no token, which has letters, digits and signs only");
        }
    }

    private static JobException refused(String why) {
        return new JobException.Invalid(
                CliCode.USAGE, why, "Give it the token and nothing else: headwater token set < token.txt");
    }
}
