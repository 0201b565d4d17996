package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command at a real terminal, where {@code script} of util-linux can make one. */
class TerminalTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String CTRL_C = "\u0003";

    @TempDir
    private Path folder;

    private final FileServer server = new FileServer(4 * MEBIBYTE);

    @BeforeAll
    static void hasScript() throws InterruptedException {
        assumeTrue(canMakeTerminals(), "there is no script of util-linux");
    }

    static boolean canMakeTerminals() throws InterruptedException {
        try {
            Process script = new ProcessBuilder("script", "--version").start();
            String version = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return script.waitFor() == 0 && version.contains("util-linux");
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void a_live_tree_is_drawn_and_gone_when_all_is_done() throws Exception {
        try (Command download = at(Map.of("LC_ALL", "C.UTF-8"), "models", "download", server.url("tiny.bin"))) {
            assertThat(download.end()).isZero();

            assertThat(download.printed()).contains("Download models", "└─ ", "tiny.bin is ready: ");
            assertLeftInOrder(download.printed());
            String last = download.printed().substring(download.printed().lastIndexOf("\u001b[?25h"));
            assertThat(last).doesNotContain("└─ ").contains("tiny.bin is ready: ");
        }
    }

    @Test
    void ctrl_c_pauses_and_leaves_the_terminal_and_the_tree_as_they_should_be() throws Exception {
        server.holdsAt(MEBIBYTE);
        try (Command download = at(Map.of("LC_ALL", "C.UTF-8"), "models", "download", server.url("tiny.bin"))) {
            server.untilHeld();
            download.untilItPrints("└─ ");

            download.types(CTRL_C);

            assertThat(download.end()).isEqualTo(130);
            assertLeftInOrder(download.printed());
            String last = download.printed().substring(download.printed().lastIndexOf("\u001b[?25l"));
            assertThat(last).contains("└─ ", "paused", "Paused by Ctrl-C", "Go on from here");
        }
    }

    @Test
    void a_terminal_that_is_made_narrower_is_drawn_anew() throws Exception {
        server.holdsAt(MEBIBYTE);
        try (Command download =
                at(Map.of("LC_ALL", "C.UTF-8", "NO_COLOR", "1"), "models", "download", server.url("tiny.bin"))) {
            server.untilHeld();
            download.untilItPrints("└─ ");

            Command.resize(folder, 10, 40);

            // There is no more room for the whole name.
            download.untilItPrints("▸ tiny.bin");
        }
    }

    @Test
    void where_there_is_only_ascii_and_no_colour_is_wanted_nothing_else_is_sent() throws Exception {
        Map<String, String> plain = Map.of("LC_ALL", "C", "NO_COLOR", "1");
        try (Command download = at(plain, "models", "download", server.url("tiny.bin"))) {
            assertThat(download.end()).isZero();

            assertThat(download.printed()).contains("`- ").doesNotContainPattern("\u001b\\[\\d*m");
            assertThat(download.printed().chars()).allMatch(unit -> unit < 127);
        }
    }

    @Test
    void a_terminal_that_can_only_print_gets_lines() throws Exception {
        try (Command download = at(Map.of("TERM", "dumb"), "models", "download", server.url("tiny.bin"))) {
            assertThat(download.end()).isZero();

            assertThat(download.printed())
                    .contains("Model download (tiny.bin): ")
                    .doesNotContain("\u001b");
        }
    }

    private Command at(Map<String, String> environment, String... words) throws IOException {
        var all = new HashMap<>(Map.of("TERM", "xterm", "NO_COLOR", "", "HEADWATER_HOME", "" + folder));
        all.putAll(environment);
        return Command.startAtTerminal(
                folder,
                all,
                Stream.concat(Stream.of("--allow-private"), Stream.of(words)).toArray(String[]::new));
    }

    /** Whatever is hidden or switched off for a picture is back after it. */
    private static void assertLeftInOrder(String printed) {
        assertThat(printed).contains("\u001b[?25l", "\u001b[?7l");
        assertThat(printed.lastIndexOf("\u001b[?25h")).isGreaterThan(printed.lastIndexOf("\u001b[?25l"));
        assertThat(printed.lastIndexOf("\u001b[?7h")).isGreaterThan(printed.lastIndexOf("\u001b[?7l"));
    }
}
