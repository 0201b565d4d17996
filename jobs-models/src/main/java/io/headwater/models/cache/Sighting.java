package io.headwater.models.cache;

import io.headwater.models.download.LocalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as it lies there, with what is remembered of it.
 *
 * @param last when it was last read from end to end; null when nobody remembers
 */
record Sighting(Path file, Looks now, @Nullable Verification last) {
    /** Null where there is no file. */
    static @Nullable Sighting of(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        return new Sighting(file, Looks.of(file), Verification.of(file).orElse(null));
    }

    /** The file, if nothing about it has changed since it was read. */
    Optional<LocalFile> known() {
        return last != null && last.looks().equals(now) ? Optional.of(withDigest(last.sha256())) : Optional.empty();
    }

    /** Whether a digest that was read just now is the one that this file should have. */
    boolean isRight(String actual, @Nullable String declared) {
        // With no digest to compare with, its being there has to do: it only ever appears whole.
        String expected = declared != null || last == null ? declared : last.sha256();
        return expected == null || expected.equals(actual);
    }

    LocalFile withDigest(String sha256) {
        return new LocalFile(file, now.bytes(), sha256);
    }
}
