package io.headwater.ocr;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An image, and the files that its text becomes. Blocks.
 *
 * @param base their path, without what tells the formats apart; with the whole name of the image, for a page may be scanned
 *     in two ways
 */
record Image(Path file, Path base, Set<OcrFormat> formats) {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "tif", "tiff", "pdf");

    /**
     * Those that a job means, in an order that stays the same.
     *
     * @param warnings told what cannot be looked into
     */
    static List<Image> in(OcrJob job, Consumer<String> warnings) throws IOException {
        // Each with the folder below which it was found.
        var found = new LinkedHashMap<Path, Path>();
        for (Path root : roots(job)) {
            if (Files.isDirectory(root)) {
                var below = new Below(root, warnings);
                Files.walkFileTree(root, below);
                below.images.stream().sorted().forEach(file -> found.putIfAbsent(file, root));
            } else {
                found.putIfAbsent(root, root.resolveSibling(""));
            }
        }
        var images = new ArrayList<Image>();
        Places.of(found.keySet(), (file, number) -> place(file, found.getOrDefault(file, file), job, number))
                .forEach((file, base) -> images.add(new Image(file, base, job.formats())));
        return images;
    }

    /** The order of what is found, also of what no longer can be. */
    static Comparator<Path> order(OcrJob job) {
        List<Path> roots = roots(job);
        Comparator<Path> byRoot = Comparator.comparingInt(file -> IntStream.range(0, roots.size())
                .filter(index -> file.startsWith(roots.get(index)))
                .findFirst()
                .orElse(-1));
        return byRoot.thenComparing(Comparator.naturalOrder());
    }

    private static List<Path> roots(OcrJob job) {
        return job.media().stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    private static @Nullable Path place(Path file, Path root, OcrJob job, int number) {
        if (job.output() == null) {
            return number == 0 ? file : null;
        }
        return Places.below(job.output().toAbsolutePath(), root, file, number);
    }

    private static boolean looksLikeOne(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1))
                && !name.startsWith("._");
    }

    boolean isPdf() {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".pdf");
    }

    /** Where its text lies. */
    Path folder() {
        return base.toAbsolutePath().resolveSibling("");
    }

    Path in(OcrFormat format) {
        return base.resolveSibling(base.getFileName() + "." + format.ending());
    }

    /** The paths of what it becomes, for people. */
    String texts() {
        return formats.stream().map(format -> in(format).toString()).collect(Collectors.joining(", "));
    }

    /** Whether all files are there, and none older than the image. */
    boolean isRead() throws IOException {
        for (OcrFormat format : formats) {
            Path text = in(format);
            if (!Files.exists(text) || Files.getLastModifiedTime(text).compareTo(Files.getLastModifiedTime(file)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The images below a folder. A folder in it that cannot be looked into is no reason to read nothing. */
    private static final class Below extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Consumer<String> warnings;
        private final List<Path> images = new ArrayList<>();

        Below(Path root, Consumer<String> warnings) {
            this.root = root;
            this.warnings = warnings;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // Another job draws its pages there.
            return Workplace.isOne(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (looksLikeOne(file)) {
                images.add(file);
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
                images.add(root); // whoever asked for it wants to know that it failed
            } else {
                warnings.accept("%s cannot be looked into, and is left out: %s".formatted(place, why));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
