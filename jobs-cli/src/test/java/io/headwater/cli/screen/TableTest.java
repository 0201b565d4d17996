package io.headwater.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Alphabet UTF_8 = new Alphabet(StandardCharsets.UTF_8);

    private final Table table = new Table()
            .row("hf:org/tiny", "142 MB", "installed", "A model that is small, and good for what it is")
            .row("模型下载", "about 1.5 GB", "", "x")
            .row("مدل", "?", "absent", "");

    @Test
    void columns_stand_below_each_other_with_numbers_at_the_right() {
        assertThat(table.lines())
                .containsExactly(
                        "hf:org/tiny        142 MB  installed  A model that is small, and good for what it is",
                        "模型下载     about 1.5 GB             x",
                        "مدل                     ?  absent");
    }

    @Test
    void a_terminal_that_is_too_narrow_cuts_the_widest_column() {
        assertThat(table.lines(50, UTF_8))
                .containsExactly(
                        "hf:org/tiny        142 MB  installed  A model t...",
                        "模型下载     about 1.5 GB             x",
                        "\u2068مدل\u2069                     ?  absent");
    }

    @Test
    void what_people_copy_is_never_cut() {
        var paths =
                new Table().row("tesseract:srp_latn-best", "/home/somebody/.cache/and/so on", "80 GB", "a long text");

        assertThat(paths.lines(20, UTF_8))
                .containsExactly("tesseract:srp_latn-best  /home/somebody/.cache/and/so on  80 GB  a lon...");
    }

    @Test
    void whatever_stands_in_it_no_line_is_wider_than_asked() {
        var random = new Random(1);
        for (int round = 0; round < 500; round++) {
            var odd = new Table();
            for (int row = 0; row < 4; row++) {
                odd.row(
                        "a " + Odd.text(random, random.nextInt(30)),
                        "a " + Odd.text(random, random.nextInt(30)),
                        "1 MB");
            }
            int columns = 26 + random.nextInt(60);
            assertThat(odd.lines(columns, UTF_8)).allMatch(line -> Cells.of(line) <= columns);
        }
    }

    @Test
    void jobs_stand_in_it_as_they_stand_below_each_other() {
        Trees tree = Trees.job(
                1,
                "Transcribe all",
                JobState.WAITING,
                Trees.job(2, "Transcription", JobState.WAITING, Trees.download(3, "tiny", JobState.RUNNING, null)),
                Trees.job(4, "Transcription", JobState.QUEUED));
        Table jobs = new Table()
                .rows(
                        tree.tree(),
                        1,
                        below -> List.of(
                                "" + below.job().id().value(),
                                Words.name(below.job()),
                                below.job().state().name()));

        assertThat(jobs.lines())
                .containsExactly(
                        "1  Transcribe all               WAITING",
                        "2  ├─ Transcription             WAITING",
                        "3  │  └─ Model download (tiny)  RUNNING",
                        "4  └─ Transcription             QUEUED");
        assertThat(jobs.lines(80, new Alphabet(StandardCharsets.US_ASCII)))
                .contains("3  |  `- Model download (tiny)  RUNNING", "4  `- Transcription             QUEUED");
    }

    @Test
    void no_rows_are_no_lines() {
        assertThat(new Table().lines(80, UTF_8)).isEmpty();
    }
}
