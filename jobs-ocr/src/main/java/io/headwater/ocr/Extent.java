package io.headwater.ocr;

import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * How large an image may be. What a picture needs in memory does not follow from the size of its file; so its header is
 * read, and none of its dots, before anybody is asked to decode it. Blocks.
 */
final class Extent {
    /** A sheet of A0, scanned at 300 dots an inch, has fewer. */
    private static final long MOST_DOTS = 150_000_000;

    /** Tesseract counts them in sixteen bits. */
    private static final int LONGEST_SIDE = 32_767;

    private static final int MOST_PAGES = 10_000;

    private Extent() {}

    /** How many pages it has; fails when one of them is too large, or when it is no image at all. */
    static int pagesOf(Image image) throws IOException {
        try (ImageInputStream file = new FileImageInputStream(image.file().toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(file);
            if (!readers.hasNext()) {
                throw OcrErrors.unreadable(image, "it is no image of a kind that is known");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(file);
                return pagesOf(image, reader);
            } catch (IIOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
                throw OcrErrors.unreadable(image, "its header is damaged");
            } finally {
                reader.dispose();
            }
        }
    }

    private static int pagesOf(Image image, ImageReader reader) throws IOException {
        boolean several = reader.getFormatName().toLowerCase(Locale.ROOT).startsWith("tif");
        int pages = several ? pages(image, reader.getNumImages(true)) : 1;
        for (int page = 0; page < pages; page++) {
            check(image, page + 1, reader.getWidth(page), reader.getHeight(page));
        }
        return pages;
    }

    /** That many, unless they are too many. */
    static int pages(Image image, long pages) {
        if (pages < 1) {
            throw OcrErrors.unreadable(image, "it has no pages");
        }
        if (pages > MOST_PAGES) {
            throw OcrErrors.tooLarge(image, "it has %d pages, and %d are the most".formatted(pages, MOST_PAGES));
        }
        return (int) pages;
    }

    static void check(Image image, int page, long width, long height) {
        if (width > LONGEST_SIDE || height > LONGEST_SIDE || width * height > MOST_DOTS) {
            throw OcrErrors.tooLarge(
                    image,
                    "page %d is %d x %d dots large; %d million in all, and %d on a side, are the most"
                            .formatted(page, width, height, MOST_DOTS / 1_000_000, LONGEST_SIDE));
        }
    }
}
