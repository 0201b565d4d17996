package io.headwater.ocr;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where programs are looked for.
 *
 * @param folders as the environment spells them; null where it says nothing
 */
record SearchPath(@Nullable String folders) {
    static SearchPath ofThisMachine() {
        return new SearchPath(System.getenv("PATH"));
    }

    Optional<Path> find(String program) {
        return Stream.of((folders == null ? "" : folders).split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> Stream.of(Path.of(folder, program), Path.of(folder, program + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
