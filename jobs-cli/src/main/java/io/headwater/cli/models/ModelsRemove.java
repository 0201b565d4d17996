package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Consent;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.models.download.Sizes;
import io.headwater.models.library.Library;
import io.headwater.models.library.Removal;
import io.headwater.models.ref.ModelRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            screen.says("Removing %s would free %s".formatted(names, Sizes.readable(bytes)));
        } else if (consent.isGiven("Remove %s, %s?".formatted(names, Sizes.readable(bytes)), common)) {
            common.store(screen).look(jobs -> {
                refs.forEach(ref -> library.remove(ref, jobs).block());
                screen.says("Removed %s: %s are free".formatted(names, Sizes.readable(bytes)));
                return refs;
            });
        } else {
            return Map.of("removed", List.of(), "bytes", 0);
        }
        return Map.of("removed", refs.stream().map(ModelRef::toString).toList(), "bytes", bytes, "dryRun", dryRun);
    }
}
