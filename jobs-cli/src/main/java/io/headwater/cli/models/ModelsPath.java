package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "path",
        description = "Tell where a model lies that is on this machine.",
        footer = {"", "Example: headwater models path whisper:base"})
final class ModelsPath implements Action {
    @Parameters(paramLabel = "REF", converter = RefConverter.class, description = RefConverter.DESCRIPTION)
    private @Nullable ModelRef ref;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        ModelRef wanted = Objects.requireNonNull(ref, "without a REF it is not understood");
        Path path = common.models()
                .path(wanted)
                .orElseThrow(() -> new JobException.Environment(
                        new ErrorCode("MODEL_MISSING"),
                        "The model %s is not on this machine".formatted(wanted.name()),
                        "headwater models download " + wanted,
                        null));
        screen.answers(path.toString());
        return Map.of("ref", wanted.toString(), "path", path.toString());
    }
}
