package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that is published somewhere.
 *
 * @param path its name there, with slashes; a stranger chose it, and nobody has checked it yet
 * @param bytes how long it is; null where its place does not say
 * @param digest which bytes it has; null where its place does not say
 * @param notes what else is kept of it for others who read the same folders
 */
public record ListedFile(
        String path, @Nullable Long bytes, @Nullable Digest digest, Map<String, String> notes) {
    public ListedFile {
        notes = Map.copyOf(notes);
    }

    public ListedFile(String path, @Nullable Long bytes, @Nullable Digest digest) {
        this(path, bytes, digest, Map.of());
    }
}
