package io.headwater.speech.whisper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders of files that nobody needs for long. */
final class Scratch {
    private Scratch() {}

    /** As far as it goes; what stays lies in the folder for temporary files. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException | UncheckedIOException e) {
            // Nothing depends on it.
        }
    }
}
