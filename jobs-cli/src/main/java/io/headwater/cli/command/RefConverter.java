package io.headwater.cli.command;

import io.headwater.models.ref.ModelRef;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a reference to a model; what is wrong with it, the reference knows best. */
public final class RefConverter implements ITypeConverter<ModelRef> {
    public static final String DESCRIPTION = "A model: whisper:base, hf:org/name[@revision][:file], "
            + "https://host/file[#sha256=...], file:/path, or a name from the configuration.";

    @Override
    public ModelRef convert(String text) {
        try {
            return ModelRef.parse(text);
        } catch (IllegalArgumentException invalid) {
            throw new TypeConversionException(String.valueOf(invalid.getMessage()));
        }
    }
}
