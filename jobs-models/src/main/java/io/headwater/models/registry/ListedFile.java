package io.headwater.models.registry;

import io.headwater.models.download.Digest;
import java.util.HashMap;
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
    private static final String CALLED = "called";

    public ListedFile {
        notes = Map.copyOf(notes);
    }

    public ListedFile(String path, @Nullable Long bytes, @Nullable Digest digest) {
        this(path, bytes, digest, Map.of());
    }

    /** The same file, whose bytes are checked against another digest than the one that its place calls them by. */
    public ListedFile knownBy(Digest other) {
        var more = new HashMap<>(notes);
        if (digest != null) {
            more.put(CALLED, digest.hex());
        }
        return new ListedFile(path, bytes, other, more);
    }

    /** What its place calls its bytes by; null where it has no name for them. */
    public @Nullable String etag() {
        String called = notes.get(CALLED);
        return called != null || digest == null ? called : digest.hex();
    }
}
