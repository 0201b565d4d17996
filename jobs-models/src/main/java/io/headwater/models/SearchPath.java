package io.headwater.models;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where programs are looked for: jobs that need models mostly need a program too, and know nothing else in common.
 *
 * @param folders as the environment spells them; null where it says nothing
 */
public record SearchPath(@Nullable String folders) {
    public static SearchPath ofThisMachine() {
        return new SearchPath(System.getenv("PATH"));
    }

    /**
     * Starts a program such that what a terminal sends with Ctrl-C reaches this process alone, where the system has a program
     * for that: who was started by it would otherwise end first, and leave work that looks failed and was only stopped. Blocks.
     */
    public Process start(ProcessBuilder builder) throws IOException {
        Path program = Path.of(builder.command().get(0));
        // That there is no such program is better told by the system than by the one in between.
        Optional<Path> setsid = find("setsid").filter(there -> Files.isExecutable(program));
        return setsid.isEmpty() ? builder.start() : Apart.start(builder, setsid.get());
    }

    /** The first program of that name that may be run. Blocks. */
    public Optional<Path> find(String program) {
        return Stream.of((folders == null ? "" : folders).split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> Stream.of(Path.of(folder, program), Path.of(folder, program + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
