package io.headwater.models.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few lines that git holds in place of a large file. Who takes a wrong address gets them instead of it. */
final class LfsPointer {
    private static final String BEGINNING = "version https://git-lfs.github.com/spec/";
    private static final int LONGEST = 1_024;

    private LfsPointer() {}

    static boolean liesAt(Path file) throws IOException {
        return Files.size(file) < LONGEST
                && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(BEGINNING);
    }
}
