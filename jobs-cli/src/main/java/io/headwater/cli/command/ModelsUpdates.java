package io.headwater.cli.command;

import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.ModelUpdate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(name = "updates", description = "Tell of which models that are here their sources have newer versions.")
final class ModelsUpdates implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        List<ModelUpdate> updates = Objects.requireNonNull(
                common.models().library().updates().collectList().block());
        var table = new Table();
        updates.forEach(update -> table.row(
                update.ref().toString(),
                ModelWords.brief(update.installed()),
                "-> " + ModelWords.brief(update.available())));
        table.answer(screen);
        if (updates.isEmpty()) {
            screen.says("All models are the newest that their sources have");
        }
        return Map.of(
                "updates",
                updates.stream()
                        .map(update -> Map.of(
                                "ref", update.ref().toString(),
                                "installed", update.installed(),
                                "available", update.available()))
                        .toList());
    }
}
