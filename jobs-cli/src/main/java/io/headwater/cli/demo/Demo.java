package io.headwater.cli.demo;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.TranscribeBoth;
import io.headwater.cli.work.TranscribeBothHandler;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.speech.SpeechHandler;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.whisper.WhisperEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = {
            "Show the main job from end to end, without internet.",
            "Two recordings are to be transcribed, the model is missing, one download serves both and is paused and resumed, "
                    + "and the transcripts are printed. It asks nothing, takes some ten seconds and leaves its files in the home."
        },
        footer = {"", "Example: headwater demo"})
public final class Demo implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        common.home().create();
        try (Stage stage = Stage.setIn(common.home().directory().resolve("demo"))) {
            screen.says(
                    "Two recordings are to be transcribed, and the model is not here. A hub on this machine has it: it knows four words.");
            Models models = stage.models();
            var foreground = common.foreground(
                    common.configuration(),
                    engine -> engine.queue("default", 1)
                            .queue("download", 1)
                            .queue("speech", 2)
                            .handler(ModelDownloadJob.class, models.downloadHandler())
                            .handler(SpeechToTextJob.class, new SpeechHandler(models, WhisperEngine.inWorker()))
                            .handler(TranscribeBoth.class, new TranscribeBothHandler()),
                    screen);
            foreground.run(stage.job(), stage::pauseAndResume);
            List<Path> transcripts =
                    stage.recordings().stream().map(stage::transcriptOf).toList();
            transcripts.forEach(transcript -> print(transcript, screen));
            stage.strike();
            return Map.of(
                    "transcripts", transcripts.stream().map(Path::toString).toList());
        }
    }

    private static void print(Path transcript, Screen screen) {
        screen.answers("");
        screen.answers("%s:".formatted(transcript));
        try (var lines = Files.lines(transcript)) {
            lines.filter(line -> !line.isBlank()).forEach(line -> screen.answers("    " + line));
        } catch (IOException failure) {
            throw Stage.cannot(failure);
        }
    }
}
