package io.headwater.ocr;

import io.headwater.models.InstalledFile;
import io.headwater.models.InstalledModel;
import io.headwater.models.SearchPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program tesseract, with the languages of a job. Blocks. */
final class Tesseract implements Closeable {
    private static final String ENDING = ".traineddata";

    private final Path program;
    private final Path data;
    private final String languages;
    private final String mark;

    private Tesseract(Path program, Path data, String languages, String mark) {
        this.program = program;
        this.data = data;
        this.languages = languages;
        this.mark = mark;
    }

    /**
     * It wants the data of all languages in one folder.
     *
     * @param folder where that may be; what is there already a run has left that was killed
     */
    static Tesseract with(List<InstalledModel> languages, SearchPath programs, Path folder) throws IOException {
        Path program = programs.find("tesseract")
                .orElseThrow(() -> OcrErrors.missing(
                        "tesseract",
                        "reads text from images",
                        "apt-get install tesseract-ocr, brew install tesseract, or winget install tesseract"));
        String names = languages.stream()
                .map(language -> language.path().getFileName().toString().replace(ENDING, ""))
                .collect(Collectors.joining("+"));
        var tesseract = new Tesseract(program, folder, names, markOf(names, languages));
        tesseract.close();
        Files.createDirectory(folder);
        for (InstalledModel language : languages) {
            link(folder.resolve(language.path().getFileName()), language.path().toRealPath());
        }
        return tesseract;
    }

    private static String markOf(String names, List<InstalledModel> languages) {
        String digests = languages.stream()
                .flatMap(language -> language.files().stream())
                .map(InstalledFile::hex)
                .collect(Collectors.joining("+"));
        return Integer.toHexString((names + digests).hashCode());
    }

    /** The same for whoever reads with the same languages: what he has read may be gone on with. */
    String mark() {
        return mark;
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException | UnsupportedOperationException noLinksHere) {
            Files.copy(target, link);
        }
    }

    /**
     * How it reads one page.
     *
     * @param input an image
     * @param page which of its pages, from 0 on
     * @param base the path of the files that it writes, without what tells the formats apart
     */
    List<String> reading(String input, int page, Path base, Set<OcrFormat> formats) {
        var command = new ArrayList<>(List.of(program.toString(), input, base.toString()));
        command.addAll(List.of("--tessdata-dir", data.toString(), "-l", languages));
        command.addAll(List.of("-c", "tessedit_page_number=" + page));
        // The files that explain the short names of formats lie beside the packaged data, which is not what is used
        // here.
        Arrays.stream(OcrFormat.values())
                .filter(format -> format != OcrFormat.JSON)
                .forEach(format -> command.addAll(List.of(
                        "-c", "tessedit_create_%s=%d".formatted(format.ending(), formats.contains(format) ? 1 : 0))));
        return command;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> links = Files.list(data)) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
        Files.delete(data);
    }
}
