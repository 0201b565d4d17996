package io.headwater.cli.command;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.DownloadModels;
import io.headwater.cli.work.DownloadModelsHandler;
import io.headwater.cli.work.Foreground;
import io.headwater.cli.work.ReadyModels;
import io.headwater.cli.work.ReadyModels.Ready;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "download",
        description = {
            "Download models, and verify them.",
            "Stopped with Ctrl-C, it goes on from there when the same command is typed again."
        })
final class ModelsDownload implements Action {
    /** How many models are fetched at once. */
    private static final int AT_ONCE = 4;

    @Parameters(
            paramLabel = "REF",
            arity = "1..*",
            converter = RefConverter.class,
            description = "A model: https://host/file[#sha256=...].")
    private List<ModelRef> refs = List.of();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Models models = common.models();
        var foreground = new Foreground(
                common.home(),
                engine -> engine.queue("download", AT_ONCE)
                        .handler(ModelDownloadJob.class, models.downloadHandler())
                        .handler(DownloadModels.class, new DownloadModelsHandler()),
                screen);
        ReadyModels ready = Objects.requireNonNull(foreground.run(new DownloadModels(refs), words()));
        ready.models()
                .forEach(model ->
                        screen.says("%s is ready: %s".formatted(model.ref().name(), model.path())));
        return Map.of(
                "models", ready.models().stream().map(ModelsDownload::json).toList());
    }

    private List<String> words() {
        return Stream.concat(Stream.of("models", "download"), refs.stream().map(ModelRef::toString))
                .toList();
    }

    private static Map<String, String> json(Ready model) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("ref", model.ref().toString());
        fields.put("path", model.path().toString());
        return fields;
    }
}
