package io.headwater.cli.screen;

import static io.headwater.cli.screen.Trees.bytes;
import static io.headwater.cli.screen.Trees.download;
import static io.headwater.cli.screen.Trees.job;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.QUEUED;
import static io.headwater.jobs.JobState.RUNNING;
import static io.headwater.jobs.JobState.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.screen.Line.Written;
import io.headwater.jobs.JobState;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DrawingTest {
    private static final Style UTF_8 = new Style(new Alphabet(StandardCharsets.UTF_8), false);
    private static final Style ASCII = new Style(new Alphabet(StandardCharsets.US_ASCII), false);
    private static final Progress SOME_OF_FIVE =
            bytes(612_000_000, 1_500_000_000, 18_400_000).withItem("model.safetensors", 2, 5L);

    private final Motions motions = new Motions(() -> 0);

    /** Two transcriptions wait for the same model, one of them for another as well. */
    private static final Trees TREE = job(
            1,
            "Transcribe all",
            RUNNING,
            waiting(2, "lecture.wav", shared(), download(3, "vad", COMPLETED, bytes(2_200_000, 2_200_000, 1e6))),
            waiting(4, "interview.wav", shared()),
            download(5, "tesseract", QUEUED, null),
            download(6, "piper", PAUSED, bytes(30_000_000, 63_000_000, 1e6)));

    private static Trees waiting(long id, String file, Trees... below) {
        return new Trees(id, "Transcription", file, WAITING, null, waitingForModel(), null, false, List.of(below));
    }

    private static Progress waitingForModel() {
        return Progress.unbounded(0, Progress.Unit.ITEMS).withPhase("waiting for Model download");
    }

    private static Trees shared() {
        return download(7, "whisper-small", RUNNING, SOME_OF_FIVE).isShared();
    }

    @Nested
    class The_tree {
        @Test
        void at_80_columns_tells_all() {
            assertThat(draw(TREE, UTF_8, 80, 24)).isEqualTo("""
                    ▸ Transcribe all                               running
                    ├─ ⋯ Transcription (lecture.wav)               waiting for Model download
                    │  ├─ ▸ Model download (whisper-small)   40 %  ████░░░░░░  downloading · shared
                    │  │    612 MB of 1.5 GB · 18 MB/s · 50 s left · 2 of 5: model.safetensors
                    │  └─ ✓ Model download (vad)            100 %  ██████████  done
                    ├─ ⋯ Transcription (interview.wav)             waiting for Model download
                    │  └─ ▸ Model download (whisper-small)   40 %  ████░░░░░░  downloading · shared
                    ├─ ○ Model download (tesseract)                waiting for a slot
                    └─ ‖ Model download (piper)              47 %  ████░░░░░░  paused""");
        }

        @Test
        void at_120_columns_has_longer_bars() {
            assertThat(draw(TREE, UTF_8, 120, 24)).isEqualTo("""
                    ▸ Transcribe all                               running
                    ├─ ⋯ Transcription (lecture.wav)               waiting for Model download
                    │  ├─ ▸ Model download (whisper-small)   40 %  ████████████████░░░░░░░░░░░░░░░░░░░░░░░░  downloading · shared
                    │  │    612 MB of 1.5 GB · 18 MB/s · 50 s left · 2 of 5: model.safetensors
                    │  └─ ✓ Model download (vad)            100 %  ████████████████████████████████████████  done · 2.2 MB of 2.2 MB
                    ├─ ⋯ Transcription (interview.wav)             waiting for Model download
                    │  └─ ▸ Model download (whisper-small)   40 %  ████████████████░░░░░░░░░░░░░░░░░░░░░░░░  downloading · shared
                    ├─ ○ Model download (tesseract)                waiting for a slot
                    └─ ‖ Model download (piper)              47 %  ███████████████████░░░░░░░░░░░░░░░░░░░░░  paused · 30 MB of 63 MB""");
        }

        @Test
        void at_40_columns_tells_name_and_percentage_and_state() {
            assertThat(draw(TREE, UTF_8, 40, 24)).isEqualTo("""
                    ▸ Transcribe all           running
                    ├─ ⋯ lecture.wav           waiting
                    │  ├─ ▸ whi…-small   40 %  downloading
                    │  │    612 MB of 1.5 GB · 18 MB/s
                    │  └─ ✓ vad         100 %  done
                    ├─ ⋯ interview.wav         waiting
                    │  └─ ▸ whi…-small   40 %  downloading
                    ├─ ○ tesseract             waiting
                    └─ ‖ piper           47 %  paused""");
        }

        @Test
        void where_there_is_only_ascii_is_drawn_with_that() {
            assertThat(draw(TREE, ASCII, 80, 24)).isEqualTo("""
                    > Transcribe all                               running
                    |- ~ Transcription (lecture.wav)               waiting for Model download
                    |  |- > Model download (whisper-small)   40 %  ####......  downloading - shared
                    |  |    612 MB of 1.5 GB - 18 MB/s - 50 s left - 2 of 5: model.safetensors
                    |  `- + Model download (vad)            100 %  ##########  done
                    |- ~ Transcription (interview.wav)             waiting for Model download
                    |  `- > Model download (whisper-small)   40 %  ####......  downloading - shared
                    |- o Model download (tesseract)                waiting for a slot
                    `- = Model download (piper)              47 %  ####......  paused""");
        }

        @Test
        void has_one_line_a_job_where_rows_are_few() {
            assertThat(draw(TREE, UTF_8, 120, 8)).isEqualTo("""
                    ▸ Transcribe all                               running
                    ├─ ⋯ Transcription (lecture.wav)               waiting for Model download
                    │  ├─ ▸ Model download (whisper-small)   40 %  ███░░░░░░  downloading · shared · 612 MB of 1.5 GB · 18 MB/s · 50 s left
                    │  └─ ✓ Model download (vad)            100 %  █████████  done · 2.2 MB of 2.2 MB
                    ├─ ⋯ Transcription (interview.wav)             waiting for Model download
                    │  └─ ▸ Model download (whisper-small)   40 %  ███░░░░░░  downloading · shared · 612 MB of 1.5 GB · 18 MB/s · 50 s left
                    ├─ ○ Model download (tesseract)                waiting for a slot
                    └─ ‖ Model download (piper)              47 %  ████░░░░░  paused · 30 MB of 63 MB""");
        }

        @Test
        void keeps_what_is_active_in_sight_where_rows_are_too_few() {
            assertThat(draw(TREE, UTF_8, 80, 5)).isEqualTo("""
                    ▸ Transcribe all              running
                    ├─ ⋯ lecture.wav              waiting for Model download
                    │  └─ ▸ whisper-small   40 %  downloading · shared · 612 MB of 1.5 GB · 18 MB/s
                    └─ ⋯ interview.wav            waiting for Model download
                    … and 4 more""");
        }
    }

    @Nested
    class What_stands_in_it {
        @Test
        void is_being_paused_until_it_is() {
            assertThat(draw(shared().stopping(StopReason.PAUSE), UTF_8, 80, 1)).contains("pausing…");
            assertThat(draw(shared().stopping(StopReason.PAUSE), ASCII, 80, 1)).contains("pausing...");
        }

        @Test
        void is_100_percent_when_it_has_succeeded_and_not_before() {
            Progress all = bytes(100, 100, 1);

            assertThat(draw(download(1, "whole", RUNNING, all), ASCII, 80, 3)).contains(" 99 %", "#.  ");
            assertThat(draw(download(1, "whole", COMPLETED, null), ASCII, 80, 1))
                    .contains("100 %", "##  done");
        }

        @Test
        void tells_no_time_left_while_it_does_not_run() {
            for (JobState state : JobState.values()) {
                String drawn = draw(download(1, "some", state, SOME_OF_FIVE), ASCII, 120, 3);
                assertThat(drawn.contains(" left")).as(drawn).isEqualTo(state == RUNNING);
            }
        }

        @Test
        void is_in_the_middle_of_the_line_whichever_way_it_is_written() {
            String drawn = draw(download(1, "مدل گفتار", RUNNING, SOME_OF_FIVE), UTF_8, 80, 3);

            assertThat(drawn).startsWith("▸ \u2068Model download (مدل گفتار)\u2069");
        }

        @Test
        void cannot_turn_the_line_around_or_steer_the_terminal() {
            String drawn = draw(download(1, "a\u202eb\u001b[2J\u009b2Jc\nd", RUNNING, SOME_OF_FIVE), UTF_8, 80, 3);

            assertThat(drawn).startsWith("▸ Model download (a b [2J 2Jc d)").doesNotContain("c\nd");
        }

        @Test
        void keeps_its_columns_when_names_are_wide() {
            Trees tree = job(
                    1,
                    "Download models",
                    RUNNING,
                    download(2, "模型下载", QUEUED, null),
                    download(3, "abcdefgh", QUEUED, null));

            List<Integer> places = lines(tree, UTF_8, 80, 24).stream()
                    .skip(1)
                    .map(line -> Cells.of(line.text().substring(0, line.text().indexOf("waiting"))))
                    .toList();
            assertThat(places).hasSize(2).containsOnly(places.get(0));
        }
    }

    @Test
    void state_is_told_in_words_and_signs_and_colour_only_adds_to_it() {
        Style coloured = new Style(new Alphabet(StandardCharsets.UTF_8), true);

        String plain = draw(TREE, UTF_8, 80, 24);
        String drawn = draw(TREE, coloured, 80, 24);

        assertThat(drawn).contains("\u001b[36m▸");
        assertThat(drawn.replaceAll("\u001b\\[\\d*m", "")).isEqualTo(plain);
        assertThat(plain).doesNotContain("\u001b");
    }

    @Test
    void whatever_the_jobs_are_called_no_line_is_wider_than_the_terminal_and_there_are_no_more_than_fit() {
        var random = new Random(6);
        for (int round = 0; round < 1_000; round++) {
            Trees tree = odd(random, 3);
            int columns = 1 + random.nextInt(130);
            int rows = 1 + random.nextInt(12);
            List<Written> lines = lines(tree, random.nextBoolean() ? UTF_8 : ASCII, columns, rows);
            assertThat(lines).hasSizeBetween(1, rows).allSatisfy(line -> {
                assertThat(Cells.of(line.text())).isLessThanOrEqualTo(line.cells());
                assertThat(line.cells()).isLessThanOrEqualTo(Math.max(1, columns - 1));
                assertThat(line.text().codePoints()).noneMatch(Character::isISOControl);
            });
        }
    }

    private static Trees odd(Random random, int depth) {
        JobState[] states = JobState.values();
        List<Trees> below = IntStream.range(0, depth == 0 ? 0 : random.nextInt(4))
                .mapToObj(child -> odd(random, depth - 1))
                .toList();
        Progress progress = bytes(random.nextInt(1_000), 1_000, 10)
                .withItem(Odd.text(random, 20), 1, 3L)
                .withMessage(Odd.text(random, 10));
        return new Trees(
                1 + random.nextInt(20),
                Odd.text(random, random.nextInt(30)),
                random.nextBoolean() ? null : Odd.text(random, 9),
                states[random.nextInt(states.length)],
                null,
                random.nextBoolean() ? null : progress,
                null,
                random.nextBoolean(),
                below);
    }

    private String draw(Trees tree, Style style, int columns, int rows) {
        return lines(tree, style, columns, rows).stream().map(Written::text).collect(Collectors.joining("\n"));
    }

    private List<Written> lines(Trees tree, Style style, int columns, int rows) {
        return new ArrayList<>(Drawing.of(tree.tree(), motions, style, columns, rows));
    }
}
