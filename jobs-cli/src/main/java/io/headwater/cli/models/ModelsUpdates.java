package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.config.Pins;
import io.headwater.models.library.ModelUpdate;
import io.headwater.models.ref.NamedRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "updates",
        description = "Tell of which models that are here their sources have newer versions.",
        footer = {"", "Example: headwater models updates"})
final class ModelsUpdates implements Action {
    @Option(
            names = "--write",
            description = "Write the newer versions into the configuration, for the models that stand there.")
    private boolean write;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        List<ModelUpdate> updates = Objects.requireNonNull(
                common.models().library().updates().collectList().block());
        var table = new Table();
        updates.forEach(update -> table.row(
                update.ref().toString(),
                ModelWords.brief(update.installed()),
                "-> " + ModelWords.brief(update.available()),
                ModelWords.size(update.bytes()) + " to be fetched"));
        table.answer(screen);
        if (updates.isEmpty()) {
            screen.says("All models are the newest that their sources have");
        }
        if (write) {
            write(updates, common, screen);
        }
        return Map.of("updates", updates.stream().map(ModelJson::of).toList());
    }

    private static void write(List<ModelUpdate> updates, Headwater common, Screen screen) {
        Map<String, String> revisions = updates.stream()
                .filter(update -> update.ref() instanceof NamedRef)
                .collect(Collectors.toMap(update -> update.ref().name(), ModelUpdate::available));
        Optional<Path> file = common.configurationFile();
        if (revisions.isEmpty() || file.isEmpty()) {
            screen.says("There was nothing to write into the configuration");
            return;
        }
        Pins.write(file.get(), revisions);
        screen.says("Written to %s. Fetch them: headwater models download --configured".formatted(file.get()));
    }
}
