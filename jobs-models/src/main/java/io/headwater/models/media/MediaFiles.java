package io.headwater.models.media;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The files that a job reads: those that it names, and those of its kind below the folders that it names, in an order that
 * stays the same.
 */
public final class MediaFiles {
    /** What a job reads. */
    public interface Kind {
        boolean isOne(Path file);

        /** Whether a folder is nobody's media, whatever lies in it. */
        default boolean isPassedOver(Path folder) {
            return false;
        }
    }

    /** Where the results of a file may go. */
    public interface Choices {
        /** Null when there are fewer, the best first; the last of a file no other file has. */
        @Nullable
        Path choice(Path file, int number);
    }

    /** Each with the folder below which it was found. */
    private final Map<Path, Path> found = new LinkedHashMap<>();

    private final Kind kind;
    private final Consumer<String> warnings;

    private MediaFiles(Kind kind, Consumer<String> warnings) {
        this.kind = kind;
        this.warnings = warnings;
    }

    /**
     * Looks for them; blocks.
     *
     * @param media files and folders
     * @param warnings told what cannot be looked into
     */
    public static MediaFiles in(Collection<Path> media, Kind kind, Consumer<String> warnings) throws IOException {
        var files = new MediaFiles(kind, warnings);
        for (Path root : roots(media)) {
            files.add(root);
        }
        return files;
    }

    /** The order of what is found, also of what no longer can be. */
    public static Comparator<Path> order(Collection<Path> media) {
        List<Path> roots = roots(media);
        Comparator<Path> byRoot = Comparator.comparingInt(file -> IntStream.range(0, roots.size())
                .filter(index -> file.startsWith(roots.get(index)))
                .findFirst()
                .orElse(-1));
        return byRoot.thenComparing(Comparator.naturalOrder());
    }

    private static List<Path> roots(Collection<Path> media) {
        return media.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }

    private void add(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            found.putIfAbsent(root, root.resolveSibling(""));
            return;
        }
        var below = new Below(root);
        Files.walkFileTree(root, below);
        below.files.stream().sorted().forEach(file -> found.putIfAbsent(file, root));
    }

    public Set<Path> all() {
        return found.keySet();
    }

    /** A place of its own for each, in their order: whichever want the same one, all of them take the next. */
    public Map<Path, Path> places(Choices choices) {
        return Places.of(found.keySet(), choices);
    }

    /**
     * A place in an output folder for what becomes of a file: as it lies below its root, and then with one more of the folders
     * in which it lies, up to all of them; null when there are no more.
     *
     * @param named the file, or another in its folder, as what becomes of it shall be named
     */
    public @Nullable Path below(Path output, Path file, Path named, int more) {
        Path root = found.getOrDefault(file, file);
        int all = root.getNameCount();
        if (more > all + 1) {
            return null;
        }
        // At least its name, should it be the root itself.
        int first = Math.min(all - Math.min(more, all), named.getNameCount() - 1);
        // Another drive may have the same folders.
        String drive = more > all ? String.valueOf(named.getRoot()).replaceAll("[^A-Za-z0-9]", "") : "";
        return output.resolve(drive)
                .resolve(named.subpath(first, named.getNameCount()).toString());
    }

    /** What lies below a folder. A folder in it that cannot be looked into is no reason to read nothing. */
    private final class Below extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> files = new ArrayList<>();

        Below(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return kind.isPassedOver(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (kind.isOne(file) && Files.isRegularFile(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            return leftOut(file, why);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            return why == null ? FileVisitResult.CONTINUE : leftOut(folder, why);
        }

        private FileVisitResult leftOut(Path place, IOException why) {
            if (place.equals(root)) {
                files.add(root); // whoever asked for it wants to know that it failed
            } else {
                warnings.accept("%s cannot be looked into, and is left out: %s".formatted(place, why));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
