package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Consent;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.models.Models;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.Library;
import io.headwater.models.library.ModelUsage;
import io.headwater.models.library.Removal;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "clear",
        description = "Remove all models from this machine, those that Python has fetched to the same place too.",
        footer = {"", "Example: headwater models clear --yes"})
final class ModelsClear implements Action {
    @Mixin
    private Consent consent = new Consent();

    @Option(names = "--metadata", description = "Only forget what sources have said of their models.")
    private boolean metadata;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Models models = common.models();
        if (metadata) {
            models.registry().clear();
            screen.says("Forgotten: sources will be asked again");
            return Map.of();
        }
        return clear(models.library(), common, screen);
    }

    private Map<String, ?> clear(Library library, Headwater common, Screen screen) {
        Removal all = Objects.requireNonNull(library.clearing().block());
        if (all.isEmpty()) {
            screen.says("There are no models here");
            return Map.of("bytes", 0);
        }
        ModelUsage usage = Objects.requireNonNull(library.usage().block());
        String question = "Remove all models in %s and %s, %s?"
                .formatted(usage.location(), usage.others(), Sizes.readable(all.bytes()));
        if (!consent.isGiven(question, common)) {
            return Map.of("bytes", 0);
        }
        return common.store(screen).look(jobs -> {
            library.carryOut(all, jobs).block();
            screen.says("%s are free".formatted(Sizes.readable(all.bytes())));
            return Map.of("bytes", all.bytes());
        });
    }
}
