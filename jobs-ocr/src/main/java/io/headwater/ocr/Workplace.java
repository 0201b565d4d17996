package io.headwater.ocr;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the programs work that read one page; what they leave goes with it. Each has a name of its own, because programs
 * outlive a process that is killed, and go on to write. The name says whose it is: that process, by its number and its start,
 * for numbers are given again. Blocks.
 */
final class Workplace implements Closeable {
    private static final Pattern NAME = Pattern.compile("now-(\\d+)-(\\d+)-.*");

    private final Path folder;

    private Workplace(Path folder) {
        this.folder = folder;
    }

    static Workplace in(Path place) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        return new Workplace(Files.createDirectories(
                place.resolve("now-%d-%d-%s".formatted(self.pid(), begun(self), UUID.randomUUID()))));
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        remove(folder);
    }

    static boolean isOne(Path place) {
        return NAME.matcher(String.valueOf(place.getFileName())).matches();
    }

    /** Whether it is one that a killed process has left. */
    static boolean isLeft(Path place) {
        Matcher name = NAME.matcher(place.getFileName().toString());
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group(1)))
                        .filter(process -> begun(process) == Long.parseLong(name.group(2)))
                        .isEmpty();
    }

    /** A program that has not noticed yet that nobody waits for it may write there still: then some of it stays. */
    static void remove(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            for (Path file : all.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(place);
        } catch (DirectoryNotEmptyException | NoSuchFileException inUse) {
            // Whoever reads this image next clears it away.
        }
    }

    private static long begun(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
