package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Consent;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.command.ToldFailure;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.JobException;
import io.headwater.jobs.Jobs;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.Library;
import io.headwater.models.library.Removal;
import io.headwater.models.ref.ModelRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Remove models from this machine, but for what others of them share.",
        footer = {"", "Example: headwater models remove whisper:base --dry-run"})
final class ModelsRemove implements Action {
    @Parameters(
            paramLabel = "REF",
            arity = "1..*",
            converter = RefConverter.class,
            description = RefConverter.DESCRIPTION)
    private List<ModelRef> refs = List.of();

    @Option(names = "--dry-run", description = "Tell what that would free, and do nothing.")
    private boolean dryRun;

    @Mixin
    private Consent consent = new Consent();

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        Library library = common.models().library();
        Map<ModelRef, Removal> removals = new LinkedHashMap<>();
        refs.forEach(ref ->
                removals.put(ref, Objects.requireNonNull(library.removal(ref).block())));
        long bytes = removals.values().stream().mapToLong(Removal::bytes).sum();
        String names =
                String.join(", ", removals.keySet().stream().map(ModelRef::name).toList());
        if (dryRun) {
            screen.answers("Removing %s would free %s".formatted(names, Sizes.readable(bytes)));
        } else if (consent.isGiven("Remove %s, %s?".formatted(names, Sizes.readable(bytes)), common)) {
            return common.store(screen).look(jobs -> remove(removals, library, jobs, screen));
        }
        return told(dryRun ? removals.keySet() : Set.of(), dryRun ? bytes : 0);
    }

    /** One that cannot be removed stops those after it, and hides none of those before. */
    private Map<String, ?> remove(Map<ModelRef, Removal> removals, Library library, Jobs jobs, Screen screen) {
        var removed = new ArrayList<ModelRef>();
        long bytes = 0;
        for (Map.Entry<ModelRef, Removal> each : removals.entrySet()) {
            ModelRef ref = each.getKey();
            try {
                library.remove(ref, jobs).block();
            } catch (JobException refused) {
                throw new ToldFailure(refused, told(removed, bytes));
            }
            removed.add(ref);
            bytes += each.getValue().bytes();
            screen.says("Removed %s: %s are free"
                    .formatted(ref.name(), Sizes.readable(each.getValue().bytes())));
        }
        return told(removed, bytes);
    }

    private Map<String, ?> told(Collection<ModelRef> removed, long bytes) {
        return Map.of("removed", removed.stream().map(ModelRef::toString).toList(), "bytes", bytes, "dryRun", dryRun);
    }
}
