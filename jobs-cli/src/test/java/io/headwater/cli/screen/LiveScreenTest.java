package io.headwater.cli.screen;

import static io.headwater.cli.screen.Trees.bytes;
import static io.headwater.cli.screen.Trees.download;
import static io.headwater.cli.screen.Trees.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobEvent.JobLogged;
import io.headwater.jobs.JobEvent.Stamp;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobState;
import io.headwater.jobs.LogLevel;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
    private static final String BEGIN = "\u001b[?25l";
    private static final String END = "\u001b[J\u001b[?7h\u001b[?25h";

    private final List<String> writes = new ArrayList<>();
    private Terminal.Size size = new Terminal.Size(24, 80);
    private final Terminal terminal = new Terminal(() -> size);
    private final LiveScreen screen = new LiveScreen(
            new PrintStream(new Writes(), false, StandardCharsets.UTF_8),
            terminal,
            new Style(new Alphabet(StandardCharsets.US_ASCII), false),
            new Motions(() -> 0),
            false);

    /** What reaches the terminal in one piece is one element. */
    private final class Writes extends OutputStream {
        @Override
        public void write(int one) {
            writes.add(Character.toString(one));
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            writes.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }

    private void shows(long done) {
        screen.shows(job(
                        1,
                        "Download models",
                        JobState.RUNNING,
                        download(2, "tiny.bin", JobState.RUNNING, bytes(done, 1_000_000, 10_000)))
                .tree());
    }

    private void logs(String words) {
        var stamp = new Stamp(0, Instant.parse("2030-01-01T00:00:00Z"), new JobId(2), new JobId(1), "some.type");
        screen.happened(new JobLogged(stamp, LogLevel.WARN, words));
    }

    @Test
    void a_picture_is_one_write_that_leaves_the_cursor_to_be_seen() {
        shows(1);
        shows(500_000);

        assertThat(writes)
                .hasSize(2)
                .allSatisfy(picture -> assertThat(picture)
                        .startsWith(BEGIN)
                        .endsWith("\n" + END)
                        .containsOnlyOnce("\u001b[?25l")
                        .containsOnlyOnce("\u001b[?25h"));
        assertThat(writes.get(1)).contains("\r\u001b[3A");
    }

    @Test
    void what_has_not_changed_is_not_drawn_again() {
        shows(1);
        shows(1);

        assertThat(writes).hasSize(1);
    }

    @Test
    void lines_that_scroll_by_wait_for_the_next_picture() {
        shows(1);
        for (int line = 0; line < 1_000; line++) {
            logs("line " + line);
        }
        shows(1);

        assertThat(writes).hasSize(2);
        assertThat(writes.get(1).indexOf("line 999")).isLessThan(writes.get(1).indexOf("> Download models"));
    }

    @Test
    void lines_that_wait_are_not_lost_when_it_is_over() {
        shows(1);
        logs("the last word");
        screen.settle();
        screen.says("tiny.bin is ready");

        assertThat(writes.get(1)).contains("the last word");
        assertThat(writes).last().isEqualTo("tiny.bin is ready\n");
    }

    @Test
    void of_what_is_done_only_the_lines_stay() {
        shows(1);
        screen.shows(job(1, "Download models", JobState.COMPLETED).tree());
        screen.settle();

        assertThat(writes).last().asString().isEqualTo(BEGIN + "\r\u001b[1A\u001b[?7l" + END);
    }

    @Test
    void what_is_not_done_stays_as_it_was_left() {
        shows(1);
        screen.settle();

        assertThat(writes).hasSize(1);
    }

    @Test
    void a_terminal_that_became_narrow_has_wrapped_what_stood_there() {
        shows(500_000);
        size = new Terminal.Size(24, 40);
        terminal.isResized();
        shows(500_000);

        // All three lines are longer than forty cells, and none is longer than eighty.
        assertThat(writes.get(0)).contains("[?7l> Download", "500 kB of 1.0 MB - 10 kB/s - 50 s left\u001b[K\n");
        assertThat(writes.get(1)).contains("\r\u001b[6A\u001b[J");
    }

    @Test
    void who_was_stopped_and_goes_on_draws_below_what_others_wrote() {
        shows(1);
        terminal.isBack();
        shows(2);

        assertThat(writes.get(1)).startsWith(BEGIN).doesNotContain("\r");
    }

    @Test
    void a_table_is_cut_to_the_terminal() {
        size = new Terminal.Size(24, 20);
        screen.answers(new Table().row("some", "a description that is long"));

        assertThat(writes).containsExactly("some  a descripti...\n");
    }
}
