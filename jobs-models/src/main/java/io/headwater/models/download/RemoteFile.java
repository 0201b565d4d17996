package io.headwater.models.download;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A file at a source.
 *
 * @param name what people call it
 * @param location where it can be had, over https or http
 * @param sha256 the digest it must have, in lower-case hexadecimal digits; null when nobody knows
 */
public record RemoteFile(
        String name, URI location, @Nullable String sha256) {
    /** Where it comes from, for people: without the query, in which a signature may stand. */
    String origin() {
        return location.getScheme() + "://" + location.getRawAuthority() + location.getRawPath();
    }
}
