package io.headwater.models.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What unfinished downloads and copies have left. All of it blocks. */
public final class Partials {
    private static final Pattern NAME =
            Pattern.compile(".+\\.[0-9a-f]{16}\\.headwater\\.(incomplete|state\\.incomplete|draft)");
    private static final String BYTES = ".headwater.incomplete";
    private static final String NOTE = ".headwater.state.incomplete";

    private static final String DRAFT = ".headwater.draft";

    private Partials() {}

    /** Whether a file is part of another, or a note about such a part. */
    public static boolean isOne(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** All that has come of a file so far, from whichever attempts. */
    public static List<Path> of(Path target) throws IOException {
        String start = target.getFileName() + ".";
        return in(target.resolveSibling("")).stream()
                .filter(file -> {
                    String name = String.valueOf(file.getFileName());
                    // Its own mark follows, and not the rest of another file's longer name.
                    return name.startsWith(start) && name.indexOf('.', start.length()) == start.length() + 16;
                })
                .toList();
    }

    /** All that lie in a folder. */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Partials::isOne)
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }

    /** How many bytes of a file the next attempt need not fetch: those of the attempt that has come furthest. */
    public static long bytes(List<Path> partials) throws IOException {
        long most = 0;
        for (Path partial : partials) {
            if (isBytes(partial)) {
                most = Math.max(
                        most,
                        JsonFile.read(noteOf(partial), PartialNote.class)
                                .map(PartialNote::bytes)
                                .orElse(0L));
            }
        }
        return most;
    }

    /** The same of every file of which something lies in a folder. */
    public static Map<Path, Long> bytesIn(Path folder) throws IOException {
        Map<Path, Long> most = new HashMap<>();
        for (Path partial : in(folder)) {
            if (isBytes(partial)) {
                most.merge(targetOf(partial), bytes(List.of(partial)), Math::max);
            }
        }
        return most;
    }

    private static Path targetOf(Path bytes) {
        String name = String.valueOf(bytes.getFileName());
        String marked = name.substring(0, name.length() - BYTES.length());
        return bytes.resolveSibling(marked.substring(0, marked.lastIndexOf('.')));
    }

    /** How much of the disk one takes: not its length, for it has holes where nobody has been yet. */
    public static long taken(Path partial) throws IOException {
        long length = Files.size(partial);
        return isBytes(partial)
                ? JsonFile.read(noteOf(partial), PartialNote.class)
                        .map(note -> Math.min(length, note.bytes()))
                        .orElse(length)
                : length;
    }

    /** What the bytes of an attempt are called. */
    static String name(Path target, String mark) {
        return "%s.%s%s".formatted(target.getFileName(), mark, BYTES);
    }

    /** A name for what is yet to become a file, by other ways than a download; nobody goes on with it. */
    static String draft(Path target) {
        return "%s.%s%s".formatted(target.getFileName(), PrivateMark.fresh(), DRAFT);
    }

    /** Whether it is the copy of a file on its way, which nobody goes on with. */
    public static boolean isDraft(Path file) {
        return isOne(file) && String.valueOf(file.getFileName()).endsWith(DRAFT);
    }

    static boolean isNote(Path partial) {
        return String.valueOf(partial.getFileName()).endsWith(NOTE);
    }

    static boolean isBytes(Path partial) {
        return String.valueOf(partial.getFileName()).endsWith(BYTES);
    }

    /** The bytes that lie beside the note. */
    static Path bytesOf(Path note) {
        String name = String.valueOf(note.getFileName());
        return note.resolveSibling(name.substring(0, name.length() - NOTE.length()) + BYTES);
    }

    /** The note that lies beside the bytes. */
    static Path noteOf(Path bytes) {
        String name = String.valueOf(bytes.getFileName());
        return bytes.resolveSibling(name.substring(0, name.length() - BYTES.length()) + NOTE);
    }
}
