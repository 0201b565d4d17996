package io.headwater.ocr;

import io.headwater.models.SearchPath;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An image on its way to being text, one page after the other, so that a book needs no more room than a page. The pages that
 * have been read lie in a folder beside the text that they will be; whoever goes on with the job finds them there. Blocks.
 */
final class Reading {
    private final Image image;
    private final Tesseract tesseract;
    private final SearchPath programs;
    private final Runner runner;
    /** Named so that the next run finds what a killed process left there, or a job that was cancelled while it was paused. */
    private final Path folder;
    /** What tesseract writes. */
    private final Set<OcrFormat> written;

    private int pages;
    private int read;
    private boolean over;

    Reading(Image image, Tesseract tesseract, SearchPath programs) {
        this.image = image;
        this.tesseract = tesseract;
        this.programs = programs;
        this.runner = new Runner(image);
        this.folder =
                image.base().resolveSibling(".%s.%s".formatted(image.base().getFileName(), tesseract.mark()));
        this.written = EnumSet.copyOf(image.formats());
        if (written.remove(OcrFormat.JSON)) {
            written.add(OcrFormat.TSV);
        }
    }

    /** Finds out how many pages there are, and how many of them have been read. */
    synchronized void begin() throws IOException {
        image.file().getFileSystem().provider().checkAccess(image.file(), AccessMode.READ);
        pages = image.isPdf() ? pagesOfPdf() : Extent.pagesOf(image);
        FileTime changed = Files.getLastModifiedTime(image.file());
        // With the last one the text appears: where that did not come to be, it is read again.
        while (read < pages - 1 && isWhole(read, changed)) {
            read++;
        }
    }

    private int pagesOfPdf() throws IOException {
        try (var work = Workplace.in(folder)) {
            return pdf().pages(work.folder());
        }
    }

    private boolean isWhole(int page, FileTime changed) throws IOException {
        for (OcrFormat format : written) {
            Path text = textOf(page, format);
            if (!Files.exists(text) || Files.getLastModifiedTime(text).compareTo(changed) < 0) {
                return false;
            }
        }
        return true;
    }

    synchronized int pages() {
        return pages;
    }

    synchronized int read() {
        return read;
    }

    /** Reads the next page; with the last one the text appears, whole and at once. */
    synchronized void readOn() throws IOException {
        try (var work = Workplace.in(folder)) {
            Path base = work.folder().resolve("now");
            runner.run(reading(base, work.folder()), work.folder());
            for (OcrFormat format : written) {
                Files.move(
                        inFormat(base, format),
                        textOf(read, format),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            read++;
            if (read == pages) {
                publishUnlessSomeAreGone(work.folder());
            }
        }
    }

    private List<String> reading(Path base, Path work) throws IOException {
        if (!image.isPdf()) {
            return tesseract.reading(image.file().toString(), read, base, written);
        }
        pdf().draw(read + 1, work);
        return tesseract.reading(Pdf.DRAWN, 0, base, written);
    }

    /** Another job that has read the same image meanwhile has cleared away all pages, those of this one too. */
    private void publishUnlessSomeAreGone(Path work) throws IOException {
        read = 0;
        while (read < pages && written.stream().allMatch(format -> Files.exists(textOf(read, format)))) {
            read++;
        }
        if (read == pages) {
            publish(work);
            over = true;
        }
    }

    private Pdf pdf() {
        return new Pdf(image, runner, programs);
    }

    private Path textOf(int page, OcrFormat format) {
        return inFormat(folder.resolve("page-%05d".formatted(page + 1)), format);
    }

    private static Path inFormat(Path base, OcrFormat format) {
        return base.resolveSibling(base.getFileName() + "." + format.ending());
    }

    private void publish(Path work) throws IOException {
        Path whole = work.resolve("whole");
        for (OcrFormat format : written) {
            List<Path> texts = IntStream.range(0, pages)
                    .mapToObj(page -> textOf(page, format))
                    .toList();
            format.join(texts, inFormat(whole, format));
        }
        if (image.formats().contains(OcrFormat.JSON)) {
            Words.toJson(inFormat(whole, OcrFormat.TSV), inFormat(whole, OcrFormat.JSON));
        }
        for (OcrFormat format : image.formats()) {
            Files.move(
                    inFormat(whole, format),
                    image.in(format),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Stops what is being done.
     *
     * @param goesOn whether somebody will want the pages that have been read
     */
    void close(boolean goesOn) throws IOException {
        runner.close();
        synchronized (this) {
            clear(goesOn && !over && read > 0);
        }
    }

    private void clear(boolean butForPages) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                if (Workplace.isLeft(file)) {
                    Workplace.remove(file);
                } else if (!butForPages && file.getFileName().toString().startsWith("page-")) {
                    Files.deleteIfExists(file);
                }
            }
            if (!butForPages) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException shared) {
            // Another job is at the same image; it clears away what is left.
        }
    }
}
