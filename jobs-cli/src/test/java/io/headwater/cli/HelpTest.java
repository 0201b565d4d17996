package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.command.Headwater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class HelpTest {
    @TempDir
    private Path folder;

    @Test
    void every_command_says_what_it_does_and_shows_an_example() {
        List<CommandLine> all = commands(Commands.of(new Headwater())).skip(1).toList();

        assertThat(all).hasSizeGreaterThan(20).allSatisfy(command -> {
            var usage = command.getCommandSpec().usageMessage();
            String name = command.getCommandSpec().qualifiedName();
            assertThat(usage.description()).as(name).isNotEmpty();
            assertThat(usage.footer())
                    .as(name)
                    .anySatisfy(
                            line -> assertThat(line).contains("Example: ", name.contains(" ") ? name : "headwater"));
        });
    }

    @Test
    void every_example_is_understood() {
        commands(Commands.of(new Headwater())).skip(1).forEach(command -> {
            String footer =
                    String.join("\n", command.getCommandSpec().usageMessage().footer());
            String example = footer.replaceAll("(?s).*Example: (?:source <\\()?headwater ([^<)\\n]*).*", "$1")
                    .strip();
            Commands.of(new Headwater()).parseArgs(example.split(" "));
        });
    }

    @Test
    void what_a_command_has_of_its_own_comes_first() {
        String help = End.of("models", "download", "--help").out();

        assertThat(help)
                .containsSubsequence(
                        "Usage: headwater models download [OPTIONS] [REF...]",
                        "Options:",
                        "--include",
                        "Options of all commands:",
                        "--home",
                        "Example: ");
        assertThat(End.of("models", "prune", "--help").out()).doesNotContain("\nOptions:\n");
        assertThat(End.of("--help").out())
                .contains("models", "jobs", "token", "completion", "--version", "Exit status");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            modles list              | There is no command "headwater modles". Did you mean models?
            jobs lst                 | There is no command "headwater jobs lst". Did you mean list?
            models frobnicate        | "headwater models" has no such command
            token hf_secretABC       | "headwater token" has no such command
            models list --instaled   | There is no option --instaled. Did you mean --installed?
            models list --jsn        | There is no option --jsn. Did you mean --json?
            --token=hf_secret models | There is no option --token
            models prune now         | There is a word too many for "headwater models prune"
            models path a b          | There is a word too many for "headwater models path"
            jobs                     | Something is missing behind "headwater jobs"
            models list --endpoint foo            | That is no endpoint
            models list --endpoint ftp://x        | That is no endpoint
            models list --endpoint http://u:hf_secret@host | That is no endpoint
            models list --limit-rate 999999999999G | is no rate
            models download hf:a/b --revision a:b | must have a branch
            models verify https://u:hf_secret@host/x | password
            jobs list --state pausd  | there is no state "pausd". Did you mean paused?
            """)
    void what_is_not_understood_is_answered_with_what_may_be_meant(String typed, String answer) {
        End end = End.of(typed.split(" "));

        assertThat(end.status()).isEqualTo(2);
        assertThat(end.error().lines()).hasSize(2);
        assertThat(end.error()).contains(answer).contains("See: headwater").doesNotContain("hf_secret");
    }

    @Test
    void a_shell_completes_commands_and_options() throws IOException, InterruptedException {
        End end = End.of("completion", "--home", folder.toString());
        assertThat(end.status()).isZero();
        Path script = Files.writeString(folder.resolve("completion.sh"), end.out());
        String typed =
                "COMP_WORDS=(headwater models down); COMP_CWORD=2; _complete_headwater; echo \"${COMPREPLY[@]}\"";

        // Bash says on standard error that nobody has pressed a key here.
        Process shell = new ProcessBuilder("bash", "-c", "source '%s'; %s".formatted(script, typed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes()).strip()).isEqualTo("download");
        assertThat(shell.waitFor()).isZero();
    }

    private static Stream<CommandLine> commands(CommandLine top) {
        return Stream.concat(
                Stream.of(top), top.getSubcommands().values().stream().flatMap(HelpTest::commands));
    }
}
