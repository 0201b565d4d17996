package io.headwater.ocr;

import io.headwater.models.media.MediaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An image, and the files that its text becomes. Blocks.
 *
 * @param base their path, without what tells the formats apart; with the whole name of the image, for a page may be scanned
 *     in two ways
 */
record Image(Path file, Path base, Set<OcrFormat> formats) {
    /**
     * Those that a job means, in an order that stays the same.
     *
     * @param warnings told what cannot be looked into
     */
    static List<Image> in(OcrJob job, Consumer<String> warnings) throws IOException {
        MediaFiles found = MediaFiles.in(job.media(), new Images(), warnings);
        var images = new ArrayList<Image>();
        found.places((file, number) -> place(found, file, job, number))
                .forEach((file, base) -> images.add(new Image(file, base, job.formats())));
        return images;
    }

    private static @Nullable Path place(MediaFiles found, Path file, OcrJob job, int number) {
        if (job.output() == null) {
            return number == 0 ? file : null;
        }
        return found.below(job.output().toAbsolutePath(), file, file, number);
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

    private static final class Images implements MediaFiles.Kind {
        private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "tif", "tiff", "pdf");

        @Override
        public boolean isOne(Path file) {
            String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
            return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && !name.startsWith("._");
        }

        /** Another job draws its pages there. */
        @Override
        public boolean isPassedOver(Path folder) {
            return Workplace.isOne(folder);
        }
    }
}
