package io.headwater.models.cache;

import io.headwater.models.download.Digest;
import io.headwater.models.download.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is remembered of the last time a file was read from end to end; lies hidden beside it.
 *
 * @param looks how it looked then
 * @param digest what its digest was
 */
record Verification(Looks looks, Digest digest) {
    static Optional<Verification> of(Path file) throws IOException {
        return JsonFile.read(placeFor(file), Verification.class);
    }

    void keepBeside(Path file) {
        try {
            JsonFile.write(placeFor(file), this);
        } catch (IOException notHere) {
            // Then it will be read again. Models in a folder that we must not write to are models all the same.
        }
    }

    private static Path placeFor(Path file) {
        return file.resolveSibling(".verified.json");
    }
}
