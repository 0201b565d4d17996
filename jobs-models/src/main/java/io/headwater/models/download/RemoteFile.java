package io.headwater.models.download;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file at a source.
 *
 * @param name what people call it
 * @param locations where it can be had, over https or http: the best first, each of the others when those before it have
 *     failed
 * @param bytes how long it is; null when only the source knows
 * @param digest which bytes it must have; null when nobody knows
 */
public record RemoteFile(
        String name,
        List<URI> locations,
        @Nullable Long bytes,
        @Nullable Digest digest) {
    private static final long SMALL = 256 * 1024;

    public RemoteFile {
        locations = List.copyOf(locations);
        if (locations.isEmpty()) {
            throw new IllegalArgumentException(name + " can be had nowhere: it needs a location");
        }
        if (bytes != null && bytes < 0) {
            throw new IllegalArgumentException("%s cannot have %d bytes".formatted(name, bytes));
        }
    }

    public RemoteFile(String name, URI location, @Nullable Digest digest) {
        this(name, List.of(location), null, digest);
    }

    /** The same file elsewhere. */
    RemoteFile at(List<URI> others) {
        return new RemoteFile(name, others, bytes, digest);
    }

    /** Where nobody knows which bytes it must have, what has arrived is remembered by this. */
    String algorithm() {
        return digest == null ? Digest.SHA_256 : digest.algorithm();
    }

    /** What is as small as this is fetched again sooner than it is found out how far it had come. */
    boolean isSmall() {
        return bytes != null && bytes <= SMALL;
    }

    /** Whether this is what it should be, as far as anybody knows. */
    boolean isRight(LocalFile local) {
        return digest == null || digest.equals(local.digest());
    }
}
