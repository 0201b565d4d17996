package io.headwater.ocr;

import io.headwater.models.SearchPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws the pages of a PDF, with the programs of poppler. Blocks. */
final class Pdf {
    /** What a page is drawn as; it is named so in what is written of it. */
    static final String DRAWN = "drawn.png";

    private static final int DOTS_PER_INCH = 300;
    private static final double POINTS_PER_INCH = 72;
    private static final Pattern COUNT = Pattern.compile("(?m)^Pages:\\s+(\\d+)");
    private static final Pattern SIZE = Pattern.compile("(?m)^Page\\s+(\\d+) size:\\s+([\\d.]+) x ([\\d.]+) pts");

    private final Image image;
    private final Runner runner;
    private final Path looks;
    private final Path draws;

    Pdf(Image image, Runner runner, SearchPath programs) {
        this.image = image;
        this.runner = runner;
        this.draws = find("pdftoppm", programs);
        this.looks = find("pdfinfo", programs);
    }

    private static Path find(String program, SearchPath programs) {
        return programs.find(program)
                .orElseThrow(() -> OcrErrors.missing(
                        program,
                        "draws the pages of PDF files",
                        "apt-get install poppler-utils, or brew install poppler"));
    }

    /** How many pages there are; none is drawn. */
    int pages(Path folder) throws IOException {
        Matcher count = COUNT.matcher(about(1, 1, folder));
        return Extent.pages(image, count.find() ? Long.parseLong(count.group(1)) : 0);
    }

    /** Draws a page, unless that would be a picture that is too large. */
    void draw(int page, Path folder) throws IOException {
        Matcher size = SIZE.matcher(about(page, page, folder));
        if (size.find()) {
            Extent.check(image, page, dots(size.group(2)), dots(size.group(3)));
        }
        String number = String.valueOf(page);
        runner.run(
                List.of(
                        draws.toString(),
                        "-r",
                        String.valueOf(DOTS_PER_INCH),
                        "-png",
                        "-singlefile",
                        "-f",
                        number,
                        "-l",
                        number,
                        image.file().toString(),
                        folder.resolve(DRAWN.replace(".png", "")).toString()),
                folder);
    }

    private String about(int first, int last, Path folder) throws IOException {
        return runner.run(
                List.of(
                        looks.toString(),
                        "-f",
                        String.valueOf(first),
                        "-l",
                        String.valueOf(last),
                        image.file().toString()),
                folder);
    }

    private static long dots(String points) {
        return Math.round(Double.parseDouble(points) / POINTS_PER_INCH * DOTS_PER_INCH);
    }
}
