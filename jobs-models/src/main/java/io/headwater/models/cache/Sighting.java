package io.headwater.models.cache;

import io.headwater.models.download.Digest;
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
        return last != null && last.looks().equals(now) ? Optional.of(withDigest(last.digest())) : Optional.empty();
    }

    /** Which digest it should have; null where nobody knows: then its being there has to do, it only ever appears whole. */
    @Nullable
    Digest expected(@Nullable Digest declared) {
        return declared != null || last == null ? declared : last.digest();
    }

    LocalFile withDigest(Digest digest) {
        return new LocalFile(file, now.bytes(), digest);
    }
}
