package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.work.DownloadModels;
import io.headwater.cli.work.DownloadModelsHandler;
import io.headwater.cli.work.Foreground;
import io.headwater.cli.work.ReadyModels;
import io.headwater.cli.work.ReadyModels.Ready;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import io.headwater.models.config.ModelSettings;
import io.headwater.models.config.ModelSource;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "download",
        description = {
            "Download models, and verify them.",
            "Stopped with Ctrl-C, it goes on from there when the same command is typed again."
        },
        footer = {"", "Example: headwater models download whisper:base hf:org/name"})
final class ModelsDownload implements Action {
    @Parameters(paramLabel = "REF", arity = "0..*", description = RefConverter.DESCRIPTION)
    private List<String> texts = List.of();

    @Option(
            names = "--configured",
            description = "All models of the configuration; one that is optional there may fail.")
    private boolean configured;

    @Option(
            names = "--revision",
            paramLabel = "R",
            description = "A branch, tag, refs/pr/N or commit, where the REF does not say one.")
    private @Nullable String revision;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            arity = "1",
            description = "Only such files; may be given several times.")
    private List<String> include = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            arity = "1",
            description = "No such files; may be given several times.")
    private List<String> exclude = List.of();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Into this folder, and not where all models lie; nothing else is kept of them.")
    private @Nullable Path target;

    @Option(names = "--force", description = "Fetch again what is here already.")
    private boolean force;

    @Option(names = "--dry-run", description = "Tell what would be fetched, and do nothing.")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Configuration read = common.configuration();
        DownloadModels work = work(read.models());
        Models models = common.models(read);
        if (dryRun) {
            return new Preview(models).of(work.downloads(), screen);
        }
        var foreground = common.foreground(
                read,
                engine -> engine.queue("download", Foreground.DOWNLOADS)
                        .handler(ModelDownloadJob.class, models.downloadHandler())
                        .handler(DownloadModels.class, new DownloadModelsHandler()),
                screen);
        ReadyModels ready = Objects.requireNonNull(foreground.run(work));
        ready.models()
                .forEach(model ->
                        screen.says("%s is ready: %s".formatted(model.ref().name(), model.path())));
        return Map.of(
                "models", ready.models().stream().map(ModelsDownload::json).toList(), "missing", ready.missing());
    }

    private DownloadModels work(ModelSettings settings) {
        List<ModelRef> refs = RefConverter.all(texts, Objects.requireNonNull(spec));
        String to = target == null ? null : target.toAbsolutePath().normalize().toString();
        var downloads = new ArrayList<ModelDownloadJob>();
        refs.forEach(ref -> downloads.add(download(ref, to)));
        List<ModelRef> optional = List.of();
        if (configured) {
            requireRefsForTheirOptions(refs);
            settings.sources()
                    .forEach(source ->
                            downloads.add(new ModelDownloadJob(source.ref(), null, List.of(), List.of(), to, force)));
            optional = settings.sources().stream()
                    .filter(ModelSource::optional)
                    .<ModelRef>map(ModelSource::ref)
                    .filter(ref -> !refs.contains(ref))
                    .toList();
        }
        if (downloads.isEmpty()) {
            throw misused(
                    configured
                            ? "The configuration names no models; without --config it is headwater.yaml, here or in the home"
                            : "Which model? Name a REF, or say --configured");
        }
        return new DownloadModels(downloads, optional);
    }

    private ModelDownloadJob download(ModelRef ref, @Nullable String to) {
        try {
            return new ModelDownloadJob(ref, revision, include, exclude, to, force);
        } catch (IllegalArgumentException invalid) {
            throw misused(String.valueOf(invalid.getMessage()));
        }
    }

    /** What stands in the configuration says itself which revision and which files are meant. */
    private void requireRefsForTheirOptions(List<ModelRef> refs) {
        boolean narrows = revision != null || !include.isEmpty() || !exclude.isEmpty();
        if (refs.isEmpty() && narrows) {
            throw misused("--revision, --include and --exclude are for a REF, and none is named");
        }
    }

    private ParameterException misused(String how) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), how);
    }

    private static Map<String, String> json(Ready model) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("ref", model.ref().toString());
        fields.put("path", model.path().toString());
        return fields;
    }
}
