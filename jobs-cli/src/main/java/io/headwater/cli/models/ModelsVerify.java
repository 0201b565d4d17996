package io.headwater.cli.models;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.RefConverter;
import io.headwater.cli.command.ToldFailure;
import io.headwater.cli.screen.Screen;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import io.headwater.models.Models;
import io.headwater.models.config.Configuration;
import io.headwater.models.library.KnownFile;
import io.headwater.models.ref.ModelRef;
import io.headwater.models.verify.ModelVerdict;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.models.verify.VerifiedModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Read every file of models that are here, and tell what is not as it should be.",
            "Without a REF: of all."
        },
        footer = {"", "Example: headwater models verify whisper:base --repair"})
final class ModelsVerify implements Action {
    @Parameters(paramLabel = "REF", arity = "0..*", description = RefConverter.DESCRIPTION)
    private List<String> texts = List.of();

    @Option(names = "--repair", description = "Fetch again what is bad, and nothing else.")
    private boolean repair;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Map<String, ?> run(Headwater common, Screen screen) {
        List<ModelRef> refs = RefConverter.all(texts, Objects.requireNonNull(spec));
        Configuration read = common.configuration();
        Models models = common.models(read);
        var foreground = common.foreground(
                read,
                engine -> engine.queue("download", 1).handler(ModelVerifyJob.class, models.verifyHandler()),
                screen);
        VerifiedModels verified = Objects.requireNonNull(foreground.run(new ModelVerifyJob(refs, repair)));
        if (verified.models().isEmpty()) {
            screen.says("There are no models here");
        }
        verified.models().stream()
                .filter(ModelVerdict::isValid)
                .forEach(good -> screen.says("%s is good".formatted(good.ref().name())));
        var told = Map.of(
                "models", verified.models().stream().map(ModelsVerify::json).toList());
        List<ModelVerdict> bad =
                verified.models().stream().filter(model -> !model.isValid()).toList();
        if (!bad.isEmpty()) {
            throw new ToldFailure(failure(bad), told);
        }
        return told;
    }

    private static JobException failure(List<ModelVerdict> bad) {
        String names = bad.stream().map(model -> model.ref().name()).collect(Collectors.joining(", "));
        String refs = bad.stream().map(model -> model.ref().toString()).collect(Collectors.joining(" "));
        return new JobException.Integrity(
                new ErrorCode("MODEL_DAMAGED"),
                "Damaged: " + names,
                "Fetch again what is bad: headwater models verify --repair " + refs);
    }

    private static Map<String, Object> json(ModelVerdict verdict) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("ref", verdict.ref().toString());
        fields.put("valid", verdict.isValid());
        fields.put("files", verdict.files());
        fields.put("bad", verdict.bad().stream().map(ModelsVerify::json).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> json(KnownFile file) {
        Map<String, @Nullable Object> fields = ModelJson.of(file);
        fields.put("problem", file.problem());
        return fields;
    }
}
