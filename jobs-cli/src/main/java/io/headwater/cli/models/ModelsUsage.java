package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.ModelUsage;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(
        name = "usage",
        description = "Tell what models take of the disk, and where they lie.",
        footer = {"", "Example: headwater models usage"})
final class ModelsUsage implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        ModelUsage usage =
                Objects.requireNonNull(common.models().library().usage().block());
        var table = new Table();
        usage.models()
                .forEach(share -> table.row(
                        Sizes.readable(share.bytes()),
                        share.ref().toString(),
                        share.path() == null ? "in part" : share.path().toString()));
        table.row(Sizes.readable(usage.bytes()), "all models", "%s and %s".formatted(usage.location(), usage.others()));
        table.row(Sizes.readable(usage.partialBytes()), "unfinished", "");
        table.row(Sizes.readable(usage.freeBytes()), "free", "");
        table.answer(screen);
        return ModelJson.of(usage);
    }
}
