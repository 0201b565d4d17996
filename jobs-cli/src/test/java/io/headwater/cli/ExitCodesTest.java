package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each exit status, from a real process; and the two lines that a person reads with it: what happened, what to do. */
class ExitCodesTest {
    private static final int LENGTH = 200_000;

    @TempDir
    private Path folder;

    private final FileServer server = new FileServer(LENGTH);
    private final List<Command> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Command::close);
        server.close();
    }

    @Test
    void _0_it_is_done() throws Exception {
        Command done = command("models", "download", server.url("tiny.bin"));

        assertThat(done.end()).isZero();
        assertThat(done.error()).isEmpty();
    }

    @Test
    void _1_it_has_failed() throws Exception {
        Command first = held();

        ends(
                1,
                "headwater: %s is in use by another engine: process %d, started "
                        .formatted(folder.resolve("home/jobs.db"), first.pid()),
                "Wait until that has ended, or stop it there, or name another home with --home. "
                        + "Try again: headwater --allow-private jobs list --quiet",
                "jobs",
                "list",
                "--quiet");
    }

    @Test
    void _2_it_makes_no_sense() throws Exception {
        ends(
                2,
                "headwater: There is no command \"headwater models downlaod\". Did you mean download?",
                "See: headwater models --help",
                "models",
                "downlaod");
    }

    @Test
    void _2_the_configuration_makes_no_sense() throws Exception {
        Path config = Files.writeString(folder.resolve("my.yaml"), "models:\n  cach_dir: /a\n");

        ends(
                2,
                "headwater: %s, line 2, column 3: there is no key \"cach_dir\". Did you mean cache_dir?"
                        .formatted(config),
                "Correct the file; headwater.yaml.example shows every key.",
                "models",
                "list",
                "--config",
                config.toString());
    }

    @Test
    void _3_it_does_not_exist() throws Exception {
        ends(
                3,
                "headwater: There is no file at " + server.url("missing.bin"),
                "Check the address of missing.bin.",
                "models",
                "download",
                server.url("missing.bin"));
    }

    @Test
    void _4_it_cannot_be_reached() throws Exception {
        Command refused = plainCommand("models", "download", server.url("tiny.bin"));

        assertThat(refused.end()).isEqualTo(4);
        assertThat(refused.error()).hasSize(2);
        assertThat(refused.error())
                .last()
                .asString()
                .startsWith("If that is meant, allow private addresses: --allow-private");
    }

    @Test
    void _5_it_is_not_what_was_promised() throws Exception {
        String ref = server.url("tiny.bin") + "#sha256=" + "0".repeat(64);

        ends(
                5,
                "headwater: tiny.bin arrived with the digest %s instead of 0000".formatted(server.sha256()),
                "",
                "models",
                "download",
                ref);
    }

    @Test
    void _6_there_is_no_room_for_it() throws Exception {
        Path config = Files.writeString(folder.resolve("my.yaml"), """
                models:
                  sources:
                    - name: huge
                      url: %s
                      size_bytes: %d
                """.formatted(server.url("huge.bin"), 1L << 60));

        ends(
                6,
                "headwater: Not enough disk space: needs 2.3 EB, ",
                "Make room and try again; what has arrived is kept. Try again: headwater --allow-private models download "
                        + "huge --config " + config,
                "models",
                "download",
                "huge",
                "--config",
                config.toString());
        assertThat(server.sent()).isZero();
    }

    @Test
    void _7_it_is_not_for_everybody() throws Exception {
        ends(
                7,
                "headwater: %s answered 401".formatted(server.url("secret.bin")),
                "The source gives this file only to those it knows.",
                "models",
                "download",
                server.url("secret.bin"));
    }

    @Test
    void _8_it_is_not_here_and_nobody_may_be_asked() throws Exception {
        ends(
                8,
                "headwater: The model tiny.bin is not on this machine, and nobody may be asked for it",
                "Download it once without --offline",
                "models",
                "download",
                "--offline",
                server.url("tiny.bin"));
    }

    @Test
    void _130_it_was_interrupted() throws Exception {
        interrupted("INT", 130, "Paused by Ctrl-C");
    }

    @Test
    void _143_it_was_told_to_end() throws Exception {
        interrupted("TERM", 143, "Paused by SIGTERM");
    }

    private void interrupted(String signal, int status, String what) throws Exception {
        Command download = held();
        download.signal(signal);

        assertThat(download.end()).isEqualTo(status);
        assertThat(download.error())
                .containsExactly(
                        "headwater: " + what,
                        "Go on from here: headwater --allow-private models download " + server.url("tiny.bin"));
    }

    private void ends(int status, String what, String advice, String... words) throws Exception {
        Command command = command(words);

        assertThat(command.end()).as("%s", command.error()).isEqualTo(status);
        assertThat(command.error()).hasSize(2);
        assertThat(command.error().get(0)).startsWith(what);
        assertThat(command.error().get(1)).isNotBlank().startsWith(advice);
    }

    /** A download that has begun, and gets no further. */
    private Command held() throws IOException, InterruptedException {
        server.holdsAt(LENGTH / 2);
        Command download = command("models", "download", server.url("tiny.bin"));
        server.untilHeld();
        return download;
    }

    private Command command(String... words) throws IOException {
        return plainCommand(
                Stream.concat(Stream.of("--allow-private"), Stream.of(words)).toArray(String[]::new));
    }

    private Command plainCommand(String... words) throws IOException {
        Command command = Command.start(folder, words);
        started.add(command);
        return command;
    }
}
