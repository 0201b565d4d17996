package io.headwater.ocr;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.catalog.Origin;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.Programs;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OcrTest {
    @TempDir
    private Path folder;

    private final HubLookAlike web = HubLookAlike.start();
    private Path scans;
    private Models models;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Programs.areHere("tesseract"), "tesseract is not here");
        Path data = Programs.englishOfTesseract().orElseThrow();
        scans = Files.createDirectories(folder.resolve("scans"));
        var entries =
                Stream.of("eng", "other").map(language -> entry(language, data)).toList();
        models = Models.builder()
                .catalog(Catalog.builtIn().with(entries))
                .endpoint(web.endpoint())
                .token(() -> null)
                .offline(false)
                .allowPrivate(true)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(folder.resolve("state"))
                .build();
        engine = engine(new OcrHandler(models), UnaryOperator.identity());
    }

    private TestEngine engine(OcrHandler handler, UnaryOperator<TestEngine.Builder> more) {
        return more.apply(TestEngine.builder()
                        .queue("download", 2)
                        .queue("ocr", 1)
                        .handler(ModelDownloadJob.class, models.downloadHandler())
                        .handler(OcrJob.class, handler))
                .start();
    }

    private CatalogEntry entry(String language, Path data) {
        try {
            Content content = Content.of(Files.readAllBytes(data));
            String url =
                    web.file("/%s.traineddata".formatted(language), content).url() + "#sha256=" + content.sha256();
            return new CatalogEntry(
                    ModelRef.parse("tesseract:" + language),
                    "test",
                    ModelType.OCR,
                    List.of(),
                    "Apache-2.0",
                    "A language",
                    content.size(),
                    Origin.of(ModelRef.parse(url)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
        }
        web.close();
    }

    @Test
    void the_words_of_an_image_are_written_down_in_each_format() throws IOException {
        draw("page.png", "HEADWATER READS THIS");
        draw("deep/photo.jpg", "ANOTHER PAGE");

        OcrResult result = result(job(List.of("eng"), Set.of(OcrFormat.values())));

        assertThat(result).isEqualTo(new OcrResult(2, 0, 0, List.of()));
        assertThat(Files.readString(scans.resolve("page.png.txt"))).contains("HEADWATER READS THIS");
        assertThat(Files.readString(scans.resolve("deep/photo.jpg.txt"))).contains("ANOTHER PAGE");
        assertThat(Files.readString(scans.resolve("page.png.hocr"))).contains("ocrx_word");
        assertThat(Files.readString(scans.resolve("page.png.tsv"))).contains("HEADWATER");
        JsonNode words =
                JsonMapper.shared().readTree(scans.resolve("page.png.json").toFile());
        assertThat(words.at("/words/0/text").asString()).isEqualTo("HEADWATER");
        assertThat(words.at("/words/0/confidence").asDouble()).isBetween(0.5, 1.0);
        assertThat(words.at("/words/0/box/left").asInt()).isBetween(1, 200);
        assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void several_languages_are_fetched_once_each_and_read_together() throws IOException {
        draw("page.png", "TWO LANGUAGES");

        assertThat(result(job(List.of("eng", "other"), Set.of(OcrFormat.TXT))).read())
                .isEqualTo(1);
        assertThat(Files.readString(scans.resolve("page.png.txt"))).contains("TWO LANGUAGES");
        assertThat(TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download")))
                        .items())
                .hasSize(2);
    }

    @Test
    void I06_a_damaged_image_among_good_ones_is_named_and_the_rest_is_done() throws IOException {
        draw("a.png", "FIRST");
        Files.writeString(scans.resolve("b.png"), "this was an image once");
        draw("c.png", "LAST");

        OcrResult result = result(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        assertThat(result.read()).isEqualTo(2);
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.file()).endsWith("b.png");
            assertThat(failure.code()).isEqualTo("INPUT");
        });
        assertThat(Files.readString(scans.resolve("c.png.txt"))).contains("LAST");
    }

    @Test
    void what_has_been_read_is_kept_until_it_is_told_otherwise() throws IOException {
        draw("page.png", "ONCE");
        OcrJob job = job(List.of("eng"), Set.of(OcrFormat.TXT));
        result(job);
        Files.writeString(scans.resolve("page.png.txt"), "corrected by hand");

        assertThat(result(job)).isEqualTo(new OcrResult(0, 1, 0, List.of()));
        assertThat(scans.resolve("page.png.txt")).hasContent("corrected by hand");
        result(new OcrJob(List.of(scans), List.of("eng"), Set.of(), null, OcrJob.Existing.OVERWRITE));
        assertThat(Files.readString(scans.resolve("page.png.txt"))).contains("ONCE");
    }

    /** In the middle of a page, as a rule: the program is killed, and what it wrote of that page goes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void paused_or_gone_in_the_middle_it_goes_on_with_the_page_it_was_at(boolean gone) throws Exception {
        for (int page = 1; page <= 12; page++) {
            draw("page %02d.png".formatted(page), "PAGE");
        }
        JobHandle<OcrResult> job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));
        engine.until("a page to be read", () -> Files.exists(scans.resolve("page 01.png.txt")));
        if (gone) {
            engine.crash();
        } else {
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
            TestEngine.done(engine.jobs().resume(job.id()));
        }
        engine.until(job.id(), COMPLETED);

        assertThat(namesIn(scans)).hasSize(24).noneMatch(name -> name.startsWith("."));
        JobView view = TestEngine.now(engine.jobs().find(job.id()));
        assertThat(view.progress().itemsDone()).isEqualTo(12);
    }

    @Test
    void runs_again_from_its_top_at_every_wait_and_is_the_same() throws IOException {
        engine.close();
        engine = engine(new OcrHandler(models), TestEngine.Builder::forcedReentry);
        draw("page.png", "AGAIN");

        assertThat(result(job(List.of("eng", "other"), Set.of(OcrFormat.TXT))))
                .isEqualTo(new OcrResult(1, 0, 0, List.of()));
    }

    @Test
    void without_tesseract_the_job_fails_and_says_what_to_install() throws IOException {
        engine.close();
        engine = engine(new OcrHandler(models, new SearchPath(folder.toString())), UnaryOperator.identity());
        draw("page.png", "NOBODY READS THIS");
        var job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        JobError error = Objects.requireNonNull(engine.until(job.id(), FAILED).error());
        assertThat(error.code().name()).isEqualTo("TOOL_MISSING");
        assertThat(error.message()).contains("tesseract");
        assertThat(error.hint()).contains("apt-get install tesseract-ocr");
    }

    @Test
    void the_pages_of_a_pdf_are_read_one_after_the_other() throws IOException {
        assumeTrue(SearchPath.ofThisMachine().find("pdftoppm").isPresent(), "pdftoppm is not here");
        Files.writeString(scans.resolve("two.pdf"), pdf("FIRST PAGE", "SECOND PAGE"));

        assertThat(result(job(List.of("eng"), Set.of(OcrFormat.TXT)))).isEqualTo(new OcrResult(1, 0, 0, List.of()));
        assertThat(Files.readString(scans.resolve("two.pdf.txt"))).containsSubsequence("FIRST PAGE", "SECOND PAGE");
    }

    @Test
    void without_what_draws_the_pages_of_a_pdf_only_that_file_fails() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path tesseract = SearchPath.ofThisMachine().find("tesseract").orElseThrow();
        Files.createSymbolicLink(programs.resolve("tesseract"), tesseract);
        engine.close();
        engine = engine(new OcrHandler(models, new SearchPath(programs.toString())), UnaryOperator.identity());
        Files.writeString(scans.resolve("one.pdf"), pdf("NO PAGE"));
        draw("page.png", "A PAGE");

        OcrResult result = result(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        assertThat(result.read()).isEqualTo(1);
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.file()).endsWith("one.pdf");
            assertThat(failure.code()).isEqualTo("TOOL_MISSING");
            assertThat(failure.message()).contains("pdftoppm");
        });
    }

    /** As plain as a PDF can be; its table of contents is missing, which readers forgive. */
    private static String pdf(String... pages) {
        var objects = new StringBuilder("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
        objects.append("3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
        var kids = new StringBuilder();
        for (int page = 0; page < pages.length; page++) {
            int number = 4 + 2 * page;
            String drawing = "BT /F1 48 Tf 40 300 Td (%s) Tj ET".formatted(pages[page]);
            kids.append(number).append(" 0 R ");
            objects.append(
                    "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 400]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>endobj\n"
                            .formatted(number, number + 1));
            objects.append("%d 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
                    .formatted(number + 1, drawing.length(), drawing));
        }
        return objects
                + "2 0 obj<</Type/Pages/Count %d/Kids[%s]>>endobj\ntrailer<</Root 1 0 R>>\n"
                        .formatted(pages.length, kids);
    }

    @Test
    void a_language_that_nobody_knows_fails_the_job_before_any_image_is_touched() throws IOException {
        draw("page.png", "NOBODY");
        var job = engine.dispatch(OcrJob.of(scans, "klingon"));

        assertThat(Objects.requireNonNull(engine.until(job.id(), FAILED).error())
                        .code()
                        .name())
                .isEqualTo("MODEL_UNKNOWN");
        assertThat(namesIn(scans)).containsExactly("page.png");
    }

    private OcrJob job(List<String> languages, Set<OcrFormat> formats) {
        return new OcrJob(List.of(scans), languages, formats, null, OcrJob.Existing.KEEP);
    }

    private OcrResult result(OcrJob job) {
        return TestEngine.now(engine.dispatch(job).result());
    }

    private void draw(String name, String words) throws IOException {
        var image = new BufferedImage(900, 160, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(Color.BLACK);
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 48));
        pen.drawString(words, 40, 100);
        pen.dispose();
        Path file = scans.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    }

    private static List<String> namesIn(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
