package io.headwater.ocr;

import io.headwater.jobs.JobId;
import io.headwater.models.InstalledModel;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program tesseract. A program and no library, because a damaged image must not end this process, and because it can
 * be stopped at any moment. Blocks.
 */
final class Tesseract implements Closeable {
    private static final String ENDING = ".traineddata";

    private final JobId job;
    private final SearchPath programs;
    private final Path program;
    private final Path data;
    private final String languages;
    private @Nullable Process running;
    private boolean closed;

    private Tesseract(JobId job, SearchPath programs, Path program, Path data, String languages) {
        this.job = job;
        this.programs = programs;
        this.program = program;
        this.data = data;
        this.languages = languages;
    }

    /** It wants the data of all languages in one folder. */
    static Tesseract with(List<InstalledModel> languages, SearchPath programs, JobId job) throws IOException {
        Path program = programs.find("tesseract")
                .orElseThrow(() -> OcrErrors.missing(
                        "tesseract",
                        "reads text from images",
                        "apt-get install tesseract-ocr, brew install tesseract, or winget install tesseract"));
        Path data = Files.createTempDirectory("headwater-tessdata");
        for (InstalledModel language : languages) {
            link(data.resolve(language.path().getFileName()), language.path().toRealPath());
        }
        return new Tesseract(
                job,
                programs,
                program,
                data,
                languages.stream()
                        .map(language ->
                                language.path().getFileName().toString().replace(ENDING, ""))
                        .collect(Collectors.joining("+")));
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException | UnsupportedOperationException noLinksHere) {
            Files.copy(target, link);
        }
    }

    void read(Image image) throws IOException {
        Files.createDirectories(image.base().resolveSibling(""));
        // Named so that the next run of the job finds what a killed process left there.
        Path drafts =
                image.base().resolveSibling(".%s.%s".formatted(image.base().getFileName(), job));
        if (Files.exists(drafts)) {
            delete(drafts);
        }
        Files.createDirectory(drafts);
        try {
            if (!image.isPdf()) {
                read(image, image.file(), drafts.resolve("page"));
            } else {
                readPdf(image, drafts);
            }
            publish(image, drafts.resolve("page"));
        } finally {
            delete(drafts);
        }
    }

    /** Tesseract reads a list of images as the pages of one document. */
    private void readPdf(Image image, Path drafts) throws IOException {
        Path pdftoppm = programs.find("pdftoppm")
                .orElseThrow(() -> OcrErrors.missing(
                        "pdftoppm",
                        "draws the pages of PDF files",
                        "apt-get install poppler-utils, or brew install poppler"));
        List<String> draw = List.of(
                pdftoppm.toString(),
                "-r",
                "300",
                "-png",
                image.file().toString(),
                drafts.resolve("drawn").toString());
        run(image, draw, drafts);
        String pages;
        try (Stream<Path> drawn = Files.list(drafts)) {
            pages = drawn.filter(page -> page.getFileName().toString().startsWith("drawn"))
                    .sorted()
                    .map(Path::toString)
                    .collect(Collectors.joining("\n"));
        }
        read(image, Files.writeString(drafts.resolve("pages.txt"), pages), drafts.resolve("page"));
    }

    private void read(Image image, Path input, Path base) throws IOException {
        var command = new ArrayList<>(List.of(program.toString(), input.toString(), base.toString()));
        command.addAll(List.of("--tessdata-dir", data.toString(), "-l", languages));
        // The files that explain the short names of formats lie beside the packaged data, which is not what is used
        // here.
        Set<OcrFormat> written = EnumSet.copyOf(image.formats());
        if (written.remove(OcrFormat.JSON)) {
            written.add(OcrFormat.TSV);
        }
        for (OcrFormat format : List.of(OcrFormat.TXT, OcrFormat.TSV, OcrFormat.HOCR)) {
            command.addAll(List.of(
                    "-c", "tessedit_create_%s=%d".formatted(format.ending(), written.contains(format) ? 1 : 0)));
        }
        run(image, command, base.resolveSibling(""));
    }

    private void run(Image image, List<String> command, Path folder) throws IOException {
        Path complaints = folder.resolve("complaints");
        var builder =
                new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(complaints.toFile());
        builder.environment().put("OMP_THREAD_LIMIT", "1");
        Process process = begin(builder);
        try {
            process.getOutputStream().close();
            if (process.waitFor() != 0 && !isClosed()) {
                throw OcrErrors.unreadable(image, last(Files.readString(complaints, StandardCharsets.UTF_8)));
            }
        } catch (InterruptedException stop) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (isClosed() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("reading was stopped");
        }
    }

    private synchronized Process begin(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new CancellationException("reading was stopped");
        }
        running = builder.start();
        return running;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static String last(String complaints) {
        String all = complaints.strip();
        return all.isEmpty() ? "tesseract does not say why" : all.substring(all.lastIndexOf('\n') + 1);
    }

    private static void publish(Image image, Path base) throws IOException {
        if (image.formats().contains(OcrFormat.JSON)) {
            String table = Files.readString(base.resolveSibling(base.getFileName() + ".tsv"));
            Files.writeString(base.resolveSibling(base.getFileName() + ".json"), Words.json(table));
        }
        for (OcrFormat format : image.formats()) {
            Files.move(
                    base.resolveSibling(base.getFileName() + "." + format.ending()),
                    image.in(format),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Ends what it is at. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            if (running != null) {
                running.destroyForcibly();
            }
        }
        delete(data);
    }
}
