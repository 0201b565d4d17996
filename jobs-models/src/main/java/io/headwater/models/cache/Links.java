package io.headwater.models.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether the disk of a cache has symbolic links, and whether we may make them: on Windows that is a privilege. */
final class Links {
    private final boolean allowed;
    private @Nullable Boolean possible;

    Links(boolean allowed) {
        this.allowed = allowed;
    }

    /** Tried out once, by making one at a place that is free. Fails where nothing at all can be written. */
    synchronized boolean possible(Path free) throws IOException {
        if (!allowed) {
            return false;
        }
        if (possible == null) {
            possible = tryOut(free);
        }
        return possible;
    }

    private static boolean tryOut(Path folder) throws IOException {
        Files.createDirectory(folder);
        Path link = folder.resolve("link");
        try {
            Files.createSymbolicLink(link, Path.of("target"));
            return Files.isSymbolicLink(link);
        } catch (IOException | UnsupportedOperationException | SecurityException notHere) {
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.delete(folder);
        }
    }
}
