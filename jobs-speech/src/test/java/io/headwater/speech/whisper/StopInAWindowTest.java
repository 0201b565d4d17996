package io.headwater.speech.whisper;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobHandle;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.SpeechHandler;
import io.headwater.speech.SpeechHost;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole job is stopped while whisper.cpp is at a window that takes it minutes. Whoever waited for the end of that would
 * fail by the time limit.
 */
class StopInAWindowTest {
    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private Path media;
    private TestEngine engine;
    private JobHandle<Transcription> job;
    private ProcessHandle worker;

    @BeforeEach
    void hear() throws IOException {
        byte[] slow =
                TinyWhisper.ofSteps(1).withAudioContext(1_500).withLayers(64).bytes();
        hub.model("org/slow").lfs("slow.bin", Content.of(slow)).commit();
        engine = SpeechHost.engine(
                        folder, hub.endpoint(), models -> new SpeechHandler(models, WhisperEngine.inWorker()))
                .start();
        media = Files.createDirectory(folder.resolve("media"));
        Word[] halfAMinute = Stream.generate(() -> Word.ALPHA).limit(6).toArray(Word[]::new);
        Path song = Tones.of(Duration.ofSeconds(5), halfAMinute).writeWav(media.resolve("song.wav"));
        job = engine.dispatch(SpeechToTextJob.of(song, ModelRef.parse("hf:org/slow:slow.bin")));
        worker = Workers.hearing(ProcessHandle.current());
    }

    @AfterEach
    void close() {
        engine.close();
        hub.close();
        assertThat(Workers.of(ProcessHandle.current())).isEmpty();
    }

    @Test
    void G8_a_pause_kills_the_worker_and_nothing_of_the_window_is_taken_for_heard() throws IOException {
        TestEngine.done(engine.jobs().pause(job.id()));
        engine.until(job.id(), PAUSED);

        assertThat(worker.isAlive()).isFalse();
        assertThat(outputs()).containsExactly("song.partial.jsonl");
        assertThat(Files.readAllLines(media.resolve("song.partial.jsonl")))
                .as("the line that says of which recording, and by which model")
                .hasSize(1);
    }

    @Test
    void a_cancel_kills_the_worker_and_leaves_nothing() throws IOException {
        TestEngine.done(job.cancel());
        engine.until(job.id(), CANCELLED);

        assertThat(worker.isAlive()).isFalse();
        assertThat(outputs()).isEmpty();
    }

    private List<String> outputs() throws IOException {
        try (Stream<Path> files = Files.list(media)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("song.wav"))
                    .toList();
        }
    }
}
