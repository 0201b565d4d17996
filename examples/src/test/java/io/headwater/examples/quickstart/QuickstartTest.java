package io.headwater.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    private Path folder;

    @Test
    void one_download_serves_both_and_both_are_written_down() throws IOException {
        try (HubLookAlike hub = HubLookAlike.start()) {
            hub.model("org/ears")
                    .lfs(
                            "ggml-tiny.bin",
                            Content.of(
                                    TinyWhisper.ofSteps(5).withAudioContext(250).bytes()))
                    .commit();

            List<String> lines = run(hub, sing("harbour.wav", Word.ALPHA, Word.BRAVO), sing("market.wav", Word.DELTA));

            assertThat(lines)
                    .filteredOn(line -> line.matches("\\w+ models\\.download +JobStarted"))
                    .hasSize(1);
            assertThat(lines)
                    .filteredOn(line -> line.endsWith(" Model download complete"))
                    .hasSize(2);
            assertThat(lines)
                    .filteredOn(line -> line.matches(" {4}Model download \\w+: COMPLETED"))
                    .hasSize(2);
        }
        assertThat(folder.resolve("harbour.srt")).content().contains("alpha").contains("bravo");
        assertThat(folder.resolve("market.srt")).content().contains("delta");
    }

    private List<String> run(HubLookAlike hub, Path... recordings) {
        Models models = Models.builder()
                .endpoint(hub.endpoint())
                .token(() -> null)
                .offline(false)
                .hubCache(folder.resolve("hub"))
                .stateDir(folder.resolve("state"))
                .build();
        var printed = new ByteArrayOutputStream();
        Quickstart.run(
                folder.resolve("jobs.db"),
                models,
                ModelRef.parse("hf:org/ears:ggml-tiny.bin"),
                List.of(recordings),
                new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private Path sing(String name, Word... words) throws IOException {
        return Tones.of(Duration.ofSeconds(5), words).writeWav(folder.resolve(name));
    }
}
