package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.Jobs;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.Library;
import io.headwater.models.library.Removal;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

@Command(
        name = "prune",
        description = {
            "Remove what nobody needs: unfinished files that no paused download goes on with,",
            "and versions of models to which no branch, tag or configuration leads."
        },
        footer = {"", "Example: headwater models prune"})
final class ModelsPrune implements Action {
    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Library library = common.models().library();
        return common.store(screen).look(jobs -> {
            Removal gone = prune(library, jobs);
            screen.says(
                    gone.isEmpty()
                            ? "There was nothing to remove"
                            : "%s are free".formatted(Sizes.readable(gone.bytes())));
            return Map.of("bytes", gone.bytes());
        });
    }

    private static Removal prune(Library library, Jobs jobs) {
        Removal unneeded = Objects.requireNonNull(library.pruning(jobs).block());
        library.carryOut(unneeded, jobs).block();
        return unneeded;
    }
}
