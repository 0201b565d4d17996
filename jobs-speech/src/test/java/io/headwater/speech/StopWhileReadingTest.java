package io.headwater.speech;

import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.JobHandle;
import io.headwater.models.SearchPath;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.audio.AudioDecoder;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is asked to stop does so while a slow disk, or the long way to where he was, keeps him from the next window. */
class StopWhileReadingTest {
    private static final ModelRef MODEL = ModelRef.parse("hf:org/ears:ears.bin");
    private static final String AN_HOUR = """
            {"streams": [{"codec_type": "audio"}], "format": {"duration": "3600.0"}}""";

    @TempDir
    private Path folder;

    private Path programs;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell here");
        programs = Files.createDirectory(folder.resolve("bin"));
        program("ffprobe", "echo '" + AN_HOUR + "'");
        program("ffmpeg", "touch '" + programs.resolve("reading") + "'; exec sleep 36000");
    }

    @Test
    void a_pause_waits_for_no_sound() throws IOException {
        Path film = Files.writeString(folder.resolve("film.mkv"), "moving pictures");
        try (HubLookAlike hub = HubLookAlike.start();
                TestEngine engine = engine(hub)) {
            JobHandle<Transcription> job = engine.dispatch(SpeechToTextJob.of(film, MODEL));
            engine.until("ffmpeg to read", () -> Files.exists(programs.resolve("reading")));

            TestEngine.done(engine.jobs().pause(job.id()));

            engine.until(job.id(), PAUSED);
        }
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private TestEngine engine(HubLookAlike hub) {
        hub.model("org/ears").lfs("ears.bin", Content.generated(1, 1_000)).commit();
        var decoder = AudioDecoder.on(new SearchPath(programs.toString()));
        return SpeechHost.engine(folder, hub.endpoint(), models -> new SpeechHandler(models, new ToneEngine(), decoder))
                .grace(Duration.ofMinutes(30))
                .start();
    }
}
