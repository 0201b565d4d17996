package io.headwater.cli.command;

import io.headwater.models.ref.ModelRef;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Reads a reference to a model; what is wrong with it, the reference knows best. */
public final class RefConverter implements ITypeConverter<ModelRef> {
    public static final String DESCRIPTION = "A model: whisper:base, hf:org/name[@revision][:file], "
            + "https://host/file[#sha256=...], file:/path, or a name from the configuration.";

    /**
     * For words of which there may be none: picocli repeats a converter's complaint there as "a word too many", with the
     * password that may stand in it.
     */
    public static List<ModelRef> all(List<String> texts, CommandSpec command) {
        try {
            return texts.stream().map(new RefConverter()::convert).toList();
        } catch (TypeConversionException invalid) {
            throw new ParameterException(command.commandLine(), String.valueOf(invalid.getMessage()));
        }
    }

    @Override
    public ModelRef convert(String text) {
        try {
            return ModelRef.parse(text);
        } catch (IllegalArgumentException invalid) {
            throw new TypeConversionException(String.valueOf(invalid.getMessage()));
        }
    }
}
