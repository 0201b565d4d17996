package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Table;
import io.headwater.cli.screen.Words;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.ModelDetails;
import io.headwater.models.ref.ModelRef;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Tell all about a model: its files, sizes, licence, source, and what is here.",
        footer = {"", "Example: headwater models show whisper:base"})
final class ModelsShow implements Action {
    @Parameters(paramLabel = "REF", converter = RefConverter.class, description = RefConverter.DESCRIPTION)
    private @Nullable ModelRef ref;

    @Option(names = "--refresh", description = "Ask its source again, although it has answered within the last day.")
    private boolean refresh;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        ModelRef wanted = Objects.requireNonNull(ref, "without a REF it is not understood");
        ModelDetails details = Objects.requireNonNull(
                common.models().library().show(wanted, refresh).block());
        KnownModel model = details.model();
        screen.answers(Words.clean("%s  %s".formatted(model.ref(), model.description()))
                .strip());
        var facts = new Table();
        facts.row("  status", ModelWords.status(model));
        facts.row("  size", ModelWords.size(model));
        facts.row("  licence", model.license() == null ? "unknown" : model.license());
        facts.row("  source", model.source() == null ? model.provider() : model.source());
        if (model.gated()) {
            facts.row("  gated", "its source gives it only to those who have accepted its terms");
        }
        if (model.deprecated() != null) {
            facts.row("  deprecated", model.deprecated());
        }
        model.hazards().forEach((file, hazard) -> facts.row("  caution", file + " " + hazard.words()));
        if (model.path() != null) {
            facts.row("  path", model.path().toString());
        }
        facts.answer(screen);
        var files = new Table();
        details.files()
                .forEach(file -> files.row(
                        "  " + file.path(),
                        ModelWords.size(file.bytes()),
                        file.state().toString()));
        files.answer(screen);
        var revisions = new Table();
        details.revisions()
                .forEach(revision -> revisions.row(
                        "  revision " + ModelWords.brief(revision.commit()),
                        ModelWords.size(revision.bytes()),
                        String.join(", ", revision.names())));
        revisions.answer(screen);
        return Map.of("model", ModelJson.of(details));
    }
}
