package io.headwater.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobId;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.transcript.Segment;
import io.headwater.speech.transcript.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputsTest {
    @TempDir
    private Path folder;

    @Test
    void two_jobs_that_write_down_the_same_recording_do_not_tear_what_the_other_writes() throws IOException {
        String first = "first ".repeat(2_000).strip();
        String second = "second ".repeat(1_000).strip();

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> write(1, first)),
                        CompletableFuture.runAsync(() -> write(2, second)))
                .join();

        assertThat(Files.readString(folder.resolve("talk.txt"))).isIn(first + "\n", second + "\n");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("talk.txt"));
        }
    }

    private void write(int job, String words) {
        var outputs = new Outputs(folder.resolve("talk"), Set.of(Format.TXT), new JobId(job));
        var transcript = new Transcript("en", "ears", "0", 1_000, List.of(new Segment(0, 1_000, words)));
        IntStream.range(0, 50).forEach(time -> {
            try {
                outputs.write(transcript);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }
}
