package io.headwater.cli.command;

import io.headwater.models.ref.ModelRef;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a reference to a model; what is wrong with it, the reference knows best. */
final class RefConverter implements ITypeConverter<ModelRef> {
    @Override
    public ModelRef convert(String text) {
        try {
            return ModelRef.parse(text);
        } catch (IllegalArgumentException invalid) {
            throw new TypeConversionException(String.valueOf(invalid.getMessage()));
        }
    }
}
