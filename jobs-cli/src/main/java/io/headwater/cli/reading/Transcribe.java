package io.headwater.cli.reading;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.Foreground;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.Existing;
import io.headwater.speech.Language;
import io.headwater.speech.SpeechHandler;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.whisper.WhisperEngine;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "transcribe",
        description = {
            "Write down what is said in recordings and films.",
            "The model is fetched first where it is missing. Stopped with Ctrl-C, it goes on from there when the same "
                    + "command is typed again."
        },
        footer = {"", "Example: headwater transcribe lecture.mp4 --model whisper:base --format srt,txt"})
public final class Transcribe implements Action {
    @Mixin
    private Media media = new Media();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "REF",
            converter = RefConverter.class,
            description = RefConverter.DESCRIPTION)
    private @Nullable ModelRef model;

    @Option(
            names = "--language",
            paramLabel = "L",
            defaultValue = "auto",
            description = "What is spoken, such as en or fa; auto, which is the default, finds it out.")
    private String language = "";

    @Option(
            names = "--format",
            paramLabel = "F",
            split = ",",
            defaultValue = "srt",
            description = "Any of srt, vtt, json and txt, with commas between them; by default srt.")
    private List<String> formats = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        SpeechToTextJob job = job();
        Configuration read = common.configuration();
        Models models = media.models(common, read);
        var foreground = common.foreground(
                read,
                engine -> engine.queue("download", Foreground.DOWNLOADS)
                        .queue("speech", 1)
                        .handler(ModelDownloadJob.class, models.downloadHandler())
                        .handler(SpeechToTextJob.class, new SpeechHandler(models, WhisperEngine.inWorker())),
                screen);
        Transcription result = Objects.requireNonNull(foreground.run(job));
        return Harvest.of(result).tell(screen);
    }

    private SpeechToTextJob job() {
        var existing = media.overwrite() ? Existing.OVERWRITE : Existing.KEEP;
        try {
            EnumSet<Format> wanted = EnumSet.noneOf(Format.class);
            formats.forEach(format -> wanted.add(Format.of(format)));
            return new SpeechToTextJob(
                    media.paths(),
                    Objects.requireNonNull(model),
                    new Language(language),
                    wanted,
                    media.output(),
                    existing);
        } catch (IllegalArgumentException invalid) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), String.valueOf(invalid.getMessage()));
        }
    }
}
