package io.headwater.ocr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image, and the files that its text becomes. Blocks.
 *
 * @param base their path, without what tells the formats apart; with the whole name of the image, for a page may be scanned
 *     in two ways
 */
record Image(Path file, Path base, Set<OcrFormat> formats) {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "tif", "tiff", "pdf");

    /** Those that a job means, in an order that stays the same. */
    static List<Image> in(OcrJob job) throws IOException {
        var images = new LinkedHashSet<Image>();
        for (Path medium : job.media()) {
            Path place = medium.toAbsolutePath().normalize();
            if (Files.isDirectory(place)) {
                try (Stream<Path> below = Files.walk(place)) {
                    below.filter(Image::looksLikeOne).sorted().forEach(file -> images.add(of(file, place, job)));
                }
            } else {
                images.add(of(place, place.resolveSibling(""), job));
            }
        }
        return new ArrayList<>(images);
    }

    private static Image of(Path file, Path root, OcrJob job) {
        Path folder = job.output() == null
                ? file.resolveSibling("")
                : job.output()
                        .toAbsolutePath()
                        .resolve(root.relativize(file.resolveSibling("")).toString());
        return new Image(file, folder.resolve(file.getFileName()), job.formats());
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
}
