package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.models.library.KnownModel;
import io.headwater.models.library.ModelStatus;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Take in a model that was brought by other ways; it is copied, and verified like a download.",
        footer = {"", "Example: headwater models import whisper:base ~/ggml-base.bin"})
final class ModelsImport implements Action {
    @Parameters(index = "0", paramLabel = "REF", converter = RefConverter.class, description = RefConverter.DESCRIPTION)
    private @Nullable ModelRef ref;

    @Parameters(index = "1", paramLabel = "PATH", description = "A file of it, or a folder with its files.")
    private @Nullable Path source;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        ModelRef wanted = Objects.requireNonNull(ref, "without a REF it is not understood");
        Path brought = Objects.requireNonNull(source, "without a PATH it is not understood");
        KnownModel model = Objects.requireNonNull(common.models()
                .library()
                .importFrom(wanted, brought, progress -> {})
                .block());
        screen.says(
                model.status() == ModelStatus.INSTALLED
                        ? "%s is ready: %s".formatted(wanted.name(), model.path())
                        : "Some of %s is here now. Fetch the rest: headwater models download %s"
                                .formatted(wanted.name(), wanted));
        return Map.of("model", ModelJson.of(model));
    }
}
