package io.headwater.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of this machine that some tests need. Where they are missing these tests are skipped; with
 * {@code HEADWATER_REQUIRE_TOOLS=true} in the environment they fail instead, for somebody has promised that all are there.
 */
public final class Programs {
    private Programs() {}

    public static boolean areHere(String... names) {
        return Arrays.stream(names).allMatch(name -> demanded(isHere(name), "the program " + name));
    }

    private static boolean isHere(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /** How Tesseract reads English, as its package brings it. */
    public static Optional<Path> englishOfTesseract() {
        Optional<Path> data = Stream.of(
                        "/usr/share/tesseract-ocr", "/usr/share/tessdata", "/opt/homebrew/share/tessdata")
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(folder -> below(folder).stream())
                .filter(file -> file.endsWith("eng.traineddata"))
                .findFirst();
        demanded(data.isPresent(), "Tesseract's data of English");
        return data;
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> files = Files.walk(folder, 3)) {
            return files.toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean demanded(boolean here, String what) {
        if (!here && Boolean.parseBoolean(System.getenv("HEADWATER_REQUIRE_TOOLS"))) {
            throw new AssertionError(
                    what + " is not on this machine, and HEADWATER_REQUIRE_TOOLS says that it must be");
        }
        return here;
    }
}
