package io.headwater.cli.command;

import io.headwater.models.cache.HubHome;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a hub, and never repeats one that cannot be read: a password may stand in it. */
final class EndpointConverter implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        return HubHome.endpointIn(text)
                .orElseThrow(() -> new TypeConversionException(
                        "That is no endpoint; one is written as https://host, without a name or a password"));
    }
}
