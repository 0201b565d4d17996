package io.headwater.speech;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.CHARLIE;
import static io.headwater.testkit.whisper.Word.DELTA;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.whisper.WhisperEngine;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Real processes are killed with -9, the real engine hears, and nobody can tell from the transcript. */
class SpeechKillTest {
    private static final ModelRef EARS = ModelRef.parse("hf:org/ears:ggml-tiny.bin");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private Path recording;
    private String whole;

    @BeforeEach
    void hearUndisturbed() throws IOException {
        hub.model("org/ears")
                .lfs(
                        "ggml-tiny.bin",
                        Content.of(TinyWhisper.ofSteps(5).withAudioContext(1500).bytes()))
                .commit();
        recording = Tones.of(Duration.ofSeconds(5), ALPHA, BRAVO, CHARLIE, DELTA, BRAVO, DELTA, ALPHA)
                .repeated(6)
                .writeWav(folder.resolve("long.wav"));
        Path elsewhere = Files.createDirectories(folder.resolve("undisturbed"));
        Path copy = Files.copy(recording, elsewhere.resolve("long.wav"));
        try (TestEngine engine = engine(elsewhere)) {
            TestEngine.now(engine.dispatch(SpeechToTextJob.of(copy, EARS)).result());
        }
        whole = Files.readString(elsewhere.resolve("long.srt"));
        hub.records().forget();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void M3_in_the_middle_of_the_download() throws Exception {
        Hold hold = hub.when("org/ears:ggml-tiny.bin").at(Origin.CDN).stallsAfter(1_000_000);
        Process host = start();
        TestEngine.done(hold.reached());
        kill(host);
        hold.release();

        isFinished();
    }

    @Test
    void between_the_download_and_the_first_window() throws Exception {
        Process host = start();
        until(host, () -> hub.records().sent("org/ears:ggml-tiny.bin") > 0 && isPublished());
        kill(host);
        hub.records().forget();

        isFinished();
        assertThat(hub.records().sent("org/ears:ggml-tiny.bin")).isZero();
    }

    private boolean isPublished() {
        return SpeechHost.models(folder, hub.endpoint()).installed(EARS).isPresent();
    }

    @Test
    void K08_in_the_middle_of_the_recording_and_its_worker_goes_with_it() throws Exception {
        Process host = start();
        until(host, () -> linesHeard() > 8);
        List<ProcessHandle> workers = host.descendants().toList();
        kill(host);

        assertThat(workers).isNotEmpty();
        for (ProcessHandle worker : workers) {
            worker.onExit().get(120, TimeUnit.SECONDS);
        }
        isFinished();
    }

    /** Long form. Three hours of samples alone are five times as large as this heap, as numbers ten times. */
    @Test
    @EnabledIfSystemProperty(named = "headwater.long", matches = "true")
    @Timeout(1_800)
    void I07_three_hours_fit_into_a_small_heap() throws Exception {
        Tones song =
                Tones.of(Duration.ofSeconds(5), ALPHA, BRAVO, CHARLIE, DELTA).repeated(540);
        assertThat(song.length()).isEqualTo(Duration.ofHours(3));
        song.writeWav(recording);
        Process host = start("-Xmx128m");
        until(host, () -> Files.exists(folder.resolve("long.srt")));
        kill(host);

        String text = Files.readString(folder.resolve("long.srt"));
        assertThat(text.lines().filter(line -> line.contains("-->"))).hasSize(2_160);
        assertThat(text).contains("02:59:55,000 --> 02:59:59,980\ndelta");
    }

    private void isFinished() throws IOException {
        try (TestEngine engine = engine(folder)) {
            var job = TestEngine.now(engine.jobs().list(JobQuery.all().ofType("speech.transcribe")))
                    .items()
                    .get(0);
            engine.until(job.id(), COMPLETED);
        }
        assertThat(folder.resolve("long.srt")).hasContent(whole);
        assertThat(new Outputs(folder.resolve("long"), Set.of(Format.SRT), new JobId(1)).partial())
                .doesNotExist();
    }

    private int linesHeard() {
        try {
            return Files.readAllLines(folder.resolve("long.partial.jsonl")).size();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private TestEngine engine(Path place) {
        return SpeechHost.engine(place, hub.endpoint(), models -> new SpeechHandler(models, WhisperEngine.inWorker()))
                .folder(place)
                .start();
    }

    private Process start(String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                HostToBeKilled.class.getName(),
                folder.toString(),
                hub.endpoint().toString(),
                EARS.toString(),
                recording.toString()));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static void until(Process host, BooleanSupplier so) throws InterruptedException {
        while (!so.getAsBoolean()) {
            assertThat(host.waitFor(5, TimeUnit.MILLISECONDS))
                    .as("the host has ended by itself")
                    .isFalse();
        }
    }

    private static void kill(Process host) throws InterruptedException {
        host.destroyForcibly().waitFor();
    }
}
