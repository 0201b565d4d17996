package io.headwater.cli.reading;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.Foreground;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import io.headwater.ocr.OcrFormat;
import io.headwater.ocr.OcrHandler;
import io.headwater.ocr.OcrJob;
import io.headwater.ocr.OcrResult;
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
        name = "ocr",
        description = {
            "Read the text in images, with tesseract, which must be installed.",
            "Images are PNG, JPEG, TIFF, and PDF where pdftoppm is installed. What it must know of a language is fetched "
                    + "first where it is missing. Stopped with Ctrl-C, it goes on from there when the same command is typed "
                    + "again."
        },
        footer = {"", "Example: headwater ocr scans/ --lang eng,deu --format txt,hocr"})
public final class Ocr implements Action {
    @Mixin
    private Media media = new Media();

    @Option(
            names = "--lang",
            required = true,
            split = ",",
            paramLabel = "LANG",
            description = "In which languages it is written, as Tesseract names them: eng, fas; commas between them.")
    private List<String> languages = List.of();

    @Option(
            names = "--format",
            paramLabel = "F",
            split = ",",
            defaultValue = "txt",
            description = "Any of txt, tsv, hocr and json, with commas between them; by default txt.")
    private List<String> formats = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        OcrJob job = job();
        Configuration read = common.configuration();
        Models models = media.models(common, read);
        var foreground = common.foreground(
                read,
                engine -> engine.queue("download", Foreground.DOWNLOADS)
                        .queue("ocr", 2)
                        .handler(ModelDownloadJob.class, models.downloadHandler())
                        .handler(OcrJob.class, new OcrHandler(models)),
                screen);
        OcrResult result = Objects.requireNonNull(foreground.run(job));
        return Harvest.of(result).tell(screen);
    }

    private OcrJob job() {
        var existing = media.overwrite() ? OcrJob.Existing.OVERWRITE : OcrJob.Existing.KEEP;
        try {
            EnumSet<OcrFormat> wanted = EnumSet.noneOf(OcrFormat.class);
            formats.forEach(format -> wanted.add(OcrFormat.of(format)));
            var job = new OcrJob(media.paths(), languages, wanted, media.output(), existing);
            job.models(); // refuses what cannot be the name of a language
            return job;
        } catch (IllegalArgumentException invalid) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), String.valueOf(invalid.getMessage()));
        }
    }
}
