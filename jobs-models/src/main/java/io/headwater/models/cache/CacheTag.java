package io.headwater.models.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** By this file programs that make backups know a folder that they may leave out. */
final class CacheTag {
    static final String NAME = "CACHEDIR.TAG";

    private static final String TEXT = """
            Signature: 8a477f597d28d172789f06886806bc55
            # This folder is a cache, as described at https://bford.info/cachedir/
            # It is shared by Headwater and huggingface_hub. What is missing here will be fetched again.
            """;

    private CacheTag() {}

    /** Only a help: where it cannot be written, or is there already, nothing is done. */
    static void putInto(Path folder) {
        putInto(folder, NAME, TEXT);
    }

    static void putInto(Path folder, String name, String text) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return;
        }
        try {
            Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.CREATE_NEW);
        } catch (IOException thenWithout) {
            // Somebody else may have made it just now; and a cache is a cache without it.
        }
    }
}
