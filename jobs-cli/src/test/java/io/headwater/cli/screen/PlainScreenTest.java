package io.headwater.cli.screen;

import static io.headwater.cli.screen.Trees.bytes;
import static io.headwater.cli.screen.Trees.download;
import static io.headwater.cli.screen.Trees.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainScreenTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now;
    private final PlainScreen screen = new PlainScreen(
            new PrintStream(printed, true, StandardCharsets.UTF_8),
            new Alphabet(StandardCharsets.UTF_8),
            () -> now,
            true,
            false);

    private void shows(String model, long done) {
        screen.shows(job(
                        1,
                        "Download models",
                        JobState.WAITING,
                        download(2, model, JobState.RUNNING, bytes(done, 10_000_000, 100_000)))
                .tree());
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void a_job_that_stands_still_is_told_of_every_second_and_that_it_does() {
        for (int tenth = 0; tenth <= 54; tenth++) {
            shows("tiny.bin", 5_000_000);
            now += Duration.ofMillis(100).toNanos();
        }

        assertThat(lines())
                .containsExactly(
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 100 kB/s, 50 s left",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 100 kB/s, 50 s left",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 100 kB/s, 50 s left",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 0 bytes/s",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 0 bytes/s",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 0 bytes/s",
                        "Model download (tiny.bin): 50 %, 5.0 MB of 10 MB, 0 bytes/s, stalled for 5 s");
    }

    @Test
    void nothing_in_it_steers_a_terminal() {
        shows("a\u001b[2Jb\u009b2J\u202e\rc مدل", 1);

        assertThat(lines()).singleElement().asString().startsWith("Model download (a [2Jb 2J c مدل): 0 %");
        assertThat(printed.toString(StandardCharsets.UTF_8).strip().chars())
                .noneMatch(Character::isISOControl)
                .noneMatch(unit -> Character.getType(unit) == Character.FORMAT);
    }
}
