package io.headwater.ocr;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobView;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.SearchPath;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.catalog.Origin;
import io.headwater.models.ref.ModelRef;
import io.headwater.testkit.Programs;
import io.headwater.testkit.Scans;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
        engine = engine(new OcrHandler(models, programs("")), UnaryOperator.identity());
    }

    /** From now on tesseract stops before the page with this number, counting all that are read from now on, from 1 on. */
    private void holdAt(int page) throws IOException {
        Files.deleteIfExists(folder.resolve("held"));
        Files.deleteIfExists(folder.resolve("begun"));
        Files.writeString(folder.resolve("hold"), String.valueOf(page));
    }

    private void untilHeld() {
        engine.until("a page to be begun", () -> Files.exists(folder.resolve("held")));
    }

    private void letGo() throws IOException {
        Files.writeString(folder.resolve("gate"), "\n");
    }

    /** A tesseract that notes where it is to write, and may be held; all other programs are those of this machine. */
    private SearchPath programs(String more) throws IOException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Path tesseract = SearchPath.ofThisMachine().find("tesseract").orElseThrow();
        script(programs.resolve("tesseract"), """
                place='%1$s'
                echo "$2" >> "$place/begun"
                if [ -e "$place/hold" ] && [ "$(grep -c '' "$place/begun")" -eq "$(cat "$place/hold")" ]; then
                    : > "$place/held"
                    read -r nothing < "$place/gate"
                fi
                %3$s
                exec '%2$s' "$@"
                """.formatted(folder, tesseract, more));
        for (String name : List.of("pdftoppm", "pdfinfo")) {
            Optional<Path> real = SearchPath.ofThisMachine().find(name);
            if (real.isPresent()) {
                script(programs.resolve(name), "exec '%s' \"$@\"\n".formatted(real.get()));
            }
        }
        Path gate = folder.resolve("gate");
        if (!Files.exists(gate)) {
            var made = new ProcessBuilder("mkfifo", gate.toString()).start().onExit();
            assertThat(made.join().exitValue()).isZero();
        }
        return new SearchPath(programs.toString());
    }

    private static void script(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + lines);
        assertThat(file.toFile().setExecutable(true)).isTrue();
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

        assertThat(result).isEqualTo(new OcrResult(2, 0, 0, List.of(), null));
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

        assertThat(result(job)).isEqualTo(new OcrResult(0, 1, 0, List.of(), null));
        assertThat(scans.resolve("page.png.txt")).hasContent("corrected by hand");
        result(new OcrJob(List.of(scans), List.of("eng"), Set.of(), null, OcrJob.Existing.OVERWRITE));
        assertThat(Files.readString(scans.resolve("page.png.txt"))).contains("ONCE");
    }

    /** In the middle of a page: the program is killed, and what it wrote of that page goes. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void paused_or_gone_in_the_middle_it_goes_on_with_the_page_it_was_at(boolean gone) throws Exception {
        for (int page = 1; page <= 4; page++) {
            draw("page %02d.png".formatted(page), "PAGE");
        }
        holdAt(2);
        JobHandle<OcrResult> job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));
        untilHeld();
        assertThat(scans.resolve("page 01.png.txt")).exists();
        if (gone) {
            engine.crash();
        } else {
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
            TestEngine.done(engine.jobs().resume(job.id()));
        }
        engine.until(job.id(), COMPLETED);

        assertThat(namesIn(scans)).hasSize(8).noneMatch(name -> name.startsWith("."));
        JobView view = TestEngine.now(engine.jobs().find(job.id()));
        assertThat(view.progress().itemsDone()).isEqualTo(4);
    }

    @Test
    void runs_again_from_its_top_at_every_wait_and_is_the_same() throws IOException {
        engine.close();
        engine = engine(new OcrHandler(models), TestEngine.Builder::forcedReentry);
        draw("page.png", "AGAIN");

        assertThat(result(job(List.of("eng", "other"), Set.of(OcrFormat.TXT))))
                .isEqualTo(new OcrResult(1, 0, 0, List.of(), null));
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
        needsPoppler();
        Files.writeString(scans.resolve("two.pdf"), Scans.pdf("FIRST PAGE", "SECOND PAGE"));

        assertThat(result(job(List.of("eng"), Set.of(OcrFormat.TXT))))
                .isEqualTo(new OcrResult(1, 0, 0, List.of(), null));
        assertThat(Files.readString(scans.resolve("two.pdf.txt"))).containsSubsequence("FIRST PAGE", "SECOND PAGE");
    }

    @Test
    void the_pages_of_a_tiff_are_read_one_after_the_other() throws IOException {
        Scans.drawAll(scans.resolve("two.tiff"), "FIRST PAGE", "SECOND PAGE");

        assertThat(result(job(List.of("eng"), Set.of(OcrFormat.TXT))))
                .isEqualTo(new OcrResult(1, 0, 0, List.of(), null));
        assertThat(Files.readString(scans.resolve("two.tiff.txt"))).containsSubsequence("FIRST PAGE", "SECOND PAGE");
    }

    @Test
    void I07_what_is_too_large_is_refused_before_it_is_decoded_and_the_rest_is_done() throws IOException {
        Files.write(scans.resolve("square.png"), Scans.headOfPng(20_000, 20_000));
        Files.write(scans.resolve("long.jpg"), Scans.headOfJpeg(40_000, 100));
        Files.write(scans.resolve("broad.tif"), Scans.headOfTiff(100_000, 30_000));
        draw("page.png", "SMALL ENOUGH");

        OcrResult result = result(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        assertThat(result.read()).isEqualTo(1);
        assertThat(result.failures())
                .hasSize(3)
                .allSatisfy(failure -> {
                    assertThat(failure.code()).isEqualTo("INPUT");
                    assertThat(failure.message()).contains("is too large to be read: page 1 is");
                })
                .anySatisfy(failure -> assertThat(failure.message()).contains("20000 x 20000 dots"));
    }

    @Test
    void I07_a_page_of_a_pdf_that_would_be_too_large_a_picture_is_not_drawn() throws IOException {
        needsPoppler();
        Files.writeString(scans.resolve("poster.pdf"), Scans.pdf(14_400, 14_400, "A POSTER"));

        assertThat(result(job(List.of("eng"), Set.of(OcrFormat.TXT))).failures())
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("INPUT");
                    assertThat(failure.message()).contains("page 1 is 60000 x 60000 dots");
                });
    }

    /** What becomes of a book, and what is there while it does. */
    @Nested
    class I07_A_book {
        private static final String[] WORDS = {"ONE", "TWO", "THREE", "FOUR", "FIVE"};

        private Path book;

        @BeforeEach
        void write() throws IOException {
            needsPoppler();
            book = scans.resolve("book.pdf");
            Files.writeString(book, Scans.pdf(WORDS));
        }

        @Test
        void goes_on_after_a_pause_with_the_page_it_was_at_and_comes_out_the_same() throws IOException {
            result(everything());
            Map<OcrFormat, String> uninterrupted = texts();

            JobHandle<OcrResult> job = atPageThree(again());
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            assertThat(namesIn(drafts()))
                    .as("no page that is drawn, and none that is read in part")
                    .allMatch(name -> name.startsWith("page-"));
            assertThat(namesIn(drafts())).contains("page-00001.txt", "page-00002.hocr");
            assertThat(engine.view(job.id()).progress())
                    .satisfies(progress -> assertThat(progress.done()).isEqualTo(2));
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(texts()).isEqualTo(uninterrupted);
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
        }

        @Test
        void numbers_its_pages_in_every_format() throws IOException {
            result(everything());

            assertThat(texts().get(OcrFormat.TXT)).containsSubsequence(WORDS);
            assertThat(texts().get(OcrFormat.HOCR))
                    .containsOnlyOnce("<body>")
                    .containsOnlyOnce("</html>")
                    .contains("id='page_1'", "id='page_5'", "id='word_5_1'");
            assertThat(texts().get(OcrFormat.TSV).lines().filter(line -> line.startsWith("level")))
                    .hasSize(1);
            assertThat(JsonMapper.shared().readTree(texts().get(OcrFormat.JSON)).path("words"))
                    .extracting(word -> word.path("page").asInt())
                    .containsExactly(1, 2, 3, 4, 5);
        }

        @Test
        void does_not_read_again_after_a_crash_what_had_been_read() throws IOException {
            JobHandle<OcrResult> job = atPageThree(everything());
            Files.writeString(drafts().resolve("page-00001.txt"), "AS IT LAY HERE");
            engine.crash();
            engine.until(job.id(), COMPLETED);

            assertThat(texts().get(OcrFormat.TXT)).containsSubsequence("AS IT LAY HERE", "TWO", "FIVE");
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
            assertThat(languageFolders()).isEmpty();
        }

        @Test
        void that_has_changed_meanwhile_is_read_from_its_beginning() throws IOException {
            JobHandle<OcrResult> job = paused();
            Files.writeString(book, Scans.pdf("ANOTHER", "BOOK"));
            Files.setLastModifiedTime(book, FileTime.from(Instant.now().plusSeconds(60)));
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(texts().get(OcrFormat.TXT)).contains("ANOTHER", "BOOK").doesNotContain("ONE");
        }

        @Test
        void leaves_nothing_behind_when_it_is_cancelled() throws IOException {
            JobHandle<OcrResult> job = atPageThree(everything());
            TestEngine.done(job.cancel());
            engine.until(job.id(), CANCELLED);

            assertThat(namesIn(scans)).containsExactly("book.pdf");
            assertThat(languageFolders()).isEmpty();
        }

        /** While the third page is being read, which nobody waits for. */
        private JobHandle<OcrResult> atPageThree(OcrJob wanted) throws IOException {
            holdAt(3);
            JobHandle<OcrResult> job = engine.dispatch(wanted);
            untilHeld();
            return job;
        }

        private JobHandle<OcrResult> paused() throws IOException {
            JobHandle<OcrResult> job = atPageThree(everything());
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            return job;
        }

        @Test
        void that_was_cancelled_while_it_was_paused_is_gone_on_with_by_the_next_job() throws IOException {
            JobHandle<OcrResult> job = paused();
            TestEngine.done(engine.jobs().cancel(job.id()));
            engine.until(job.id(), CANCELLED);
            Files.writeString(drafts().resolve("page-00001.txt"), "AS IT LAY HERE");

            result(everything());

            assertThat(texts().get(OcrFormat.TXT)).containsSubsequence("AS IT LAY HERE", "TWO", "FIVE");
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
        }

        @Test
        void that_two_jobs_read_at_once_becomes_whole() throws IOException {
            engine.close();
            engine = engine(new OcrHandler(models, programs("")), engine -> engine.queue("ocr", 2));
            JobHandle<OcrResult> first = atPageThree(again());

            assertThat(result(again())).isEqualTo(new OcrResult(1, 0, 0, List.of(), null));
            letGo();
            engine.until(first.id(), COMPLETED);

            assertThat(TestEngine.now(first.result())).isEqualTo(new OcrResult(1, 0, 0, List.of(), null));
            assertThat(texts().get(OcrFormat.TXT)).containsSubsequence(WORDS);
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
        }

        @Test
        void K08_is_never_written_to_by_what_a_killed_process_has_left_running() throws IOException {
            JobHandle<OcrResult> job = paused();
            Path left = Files.createDirectory(drafts().resolve(
                            "now-%d-1-it".formatted(ProcessHandle.current().pid())));
            Files.writeString(left.resolve("now.txt"), "FROM ANOTHER TIME");
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(6).doesNotHaveDuplicates();
            assertThat(texts().get(OcrFormat.TXT)).containsSubsequence(WORDS).doesNotContain("ANOTHER TIME");
            assertThat(namesIn(scans)).noneMatch(name -> name.startsWith("."));
        }

        private OcrJob everything() {
            return job(List.of("eng", "other"), Set.of(OcrFormat.values()));
        }

        private OcrJob again() {
            return new OcrJob(
                    List.of(scans),
                    List.of("eng", "other"),
                    Set.of(OcrFormat.values()),
                    null,
                    OcrJob.Existing.OVERWRITE);
        }

        private Map<OcrFormat, String> texts() throws IOException {
            var texts = new EnumMap<OcrFormat, String>(OcrFormat.class);
            for (OcrFormat format : OcrFormat.values()) {
                texts.put(format, Files.readString(scans.resolve("book.pdf." + format.ending())));
            }
            return texts;
        }

        private Path drafts() throws IOException {
            try (Stream<Path> all = Files.list(scans)) {
                return all.filter(file -> file.getFileName().toString().startsWith(".book"))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    /** Those of this test that lie in the folder of what is temporary. */
    private List<Path> languageFolders() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(place -> place.getFileName().toString().startsWith("headwater-tessdata"))
                    .filter(place -> leadsHere(place.resolve("eng.traineddata")))
                    .toList();
        }
    }

    private boolean leadsHere(Path link) {
        try {
            return link.toRealPath().startsWith(folder.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void without_what_draws_the_pages_of_a_pdf_only_that_file_fails() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("tesseract alone"));
        Path tesseract = SearchPath.ofThisMachine().find("tesseract").orElseThrow();
        Files.createSymbolicLink(programs.resolve("tesseract"), tesseract);
        engine.close();
        engine = engine(new OcrHandler(models, new SearchPath(programs.toString())), UnaryOperator.identity());
        Files.writeString(scans.resolve("one.pdf"), Scans.pdf("NO PAGE"));
        draw("page.png", "A PAGE");

        OcrResult result = result(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        assertThat(result.read()).isEqualTo(1);
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.file()).endsWith("one.pdf");
            assertThat(failure.code()).isEqualTo("TOOL_MISSING");
            assertThat(failure.message()).contains("pdftoppm");
            assertThat(failure.hint()).contains("apt-get install poppler-utils");
        });
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

    @Test
    void I09_a_language_that_nobody_knows_is_refused_before_another_one_is_fetched() throws IOException {
        draw("page.png", "NOBODY");
        var job = engine.dispatch(OcrJob.of(scans, "eng", "klingon"));

        assertThat(Objects.requireNonNull(engine.until(job.id(), FAILED).error())
                        .code()
                        .name())
                .isEqualTo("MODEL_UNKNOWN");
        assertThat(TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download")))
                        .items())
                .isEmpty();
    }

    @Test
    void I09_what_can_be_no_language_is_refused_at_once() {
        assertThatIllegalArgumentException().isThrownBy(() -> OcrJob.of(scans, "eng", "../eng"));
    }

    @ParameterizedTest
    @EnumSource
    void images_of_one_name_from_several_folders_have_an_output_each(OcrJob.Existing existing) throws IOException {
        draw("A/page.png", "FIRST");
        draw("B/page.png", "SECOND");
        Path out = folder.resolve("out");

        OcrResult result = result(new OcrJob(
                List.of(scans.resolve("A/page.png"), scans.resolve("B/page.png")),
                List.of("eng"),
                Set.of(),
                out,
                existing));

        assertThat(result.read()).isEqualTo(2);
        assertThat(Files.readString(out.resolve("A/page.png.txt"))).contains("FIRST");
        assertThat(Files.readString(out.resolve("B/page.png.txt"))).contains("SECOND");
    }

    @Test
    void an_image_that_is_named_twice_is_read_once() throws IOException {
        draw("deep/page.png", "ONCE");

        assertThat(result(new OcrJob(
                                List.of(scans, scans.resolve("deep/page.png")),
                                List.of("eng"),
                                Set.of(),
                                folder.resolve("out"),
                                OcrJob.Existing.KEEP))
                        .read())
                .isEqualTo(1);
    }

    /** Paths that are too long for the system cannot be looked at, by whomever. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void a_folder_that_cannot_be_read_is_left_out_and_the_rest_is_done() throws IOException {
        draw("page.png", "THE REST");
        Path deep = Files.createDirectories(scans.resolve(("d".repeat(200) + "/").repeat(12)));
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve(("o".repeat(200) + "/").repeat(12)));
        Files.move(other, deep.resolve("other"));
        JobHandle<OcrResult> job;
        try {
            job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));
            engine.until(job.id(), COMPLETED);
        } finally {
            Files.move(deep.resolve("other"), other);
        }

        assertThat(Files.readString(scans.resolve("page.png.txt"))).contains("THE REST");
        assertThat(engine.log(job.id())).anyMatch(line -> line.contains("cannot be looked into"));
    }

    @Test
    void after_a_pause_it_goes_on_behind_the_image_that_is_gone() throws IOException {
        draw("a.png", "FIRST");
        draw("b.png", "SECOND");
        draw("c.png", "THIRD");
        holdAt(3);
        JobHandle<OcrResult> job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));
        untilHeld();
        TestEngine.done(engine.jobs().pause(job.id()));
        engine.until(job.id(), PAUSED);
        Files.delete(scans.resolve("b.png"));
        TestEngine.done(engine.jobs().resume(job.id()));
        engine.until(job.id(), COMPLETED);

        assertThat(TestEngine.now(job.result())).isEqualTo(new OcrResult(3, 0, 0, List.of(), null));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_full_disk_fails_the_job_and_says_so() throws IOException {
        engine.close();
        engine = engine(new OcrHandler(models, programs("ln -s /dev/full whole.txt")), UnaryOperator.identity());
        draw("a.png", "NO ROOM");
        draw("b.png", "NO ROOM EITHER");
        var job = engine.dispatch(job(List.of("eng"), Set.of(OcrFormat.TXT)));

        JobError error = Objects.requireNonNull(engine.until(job.id(), FAILED).error());
        assertThat(error.code()).isEqualTo(ErrorCode.NO_SPACE);
        assertThat(error.hint()).isNotNull();
        assertThat(Files.readAllLines(folder.resolve("begun"))).hasSize(1);
    }

    @Test
    void more_failures_than_the_result_names_are_named_in_a_file() throws IOException {
        damaged(101);
        Path out = folder.resolve("out");

        OcrResult result = result(new OcrJob(List.of(scans), List.of("eng"), Set.of(), out, OcrJob.Existing.KEEP));

        assertThat(result.failures()).hasSize(100);
        assertThat(Path.of(Objects.requireNonNull(result.report()))).hasParent(out);
        assertThat(Files.readAllLines(Path.of(result.report()))).hasSize(101);
    }

    @Test
    void where_no_such_file_can_be_written_the_job_is_done_without() throws IOException {
        damaged(101);
        Path noFolder = Files.writeString(folder.resolve("out"), "a file");

        OcrResult result = result(new OcrJob(List.of(scans), List.of("eng"), Set.of(), noFolder, OcrJob.Existing.KEEP));

        assertThat(result.failed()).isEqualTo(101);
        assertThat(result.report()).isNull();
    }

    private void damaged(int many) throws IOException {
        for (int number = 100; number < 100 + many; number++) {
            Files.writeString(scans.resolve(number + ".png"), "nothing");
        }
    }

    @Test
    void lines_of_several_paragraphs_are_told_apart_in_JSON() throws IOException {
        Path table = Files.writeString(folder.resolve("table.tsv"), """
                level	page_num	block_num	par_num	line_num	word_num	left	top	width	height	conf	text
                5	1	1	1	1	1	10	10	50	20	96.0	FIRST
                5	1	1	2	1	1	10	40	50	20	96.0	SECOND
                5	1	2	1	1	1	10	70	50	20	96.0	THIRD
                """);
        Path json = folder.resolve("words.json");

        Words.toJson(table, json);

        assertThat(JsonMapper.shared().readTree(json.toFile()).path("words"))
                .extracting(word -> "%d.%d.%d"
                        .formatted(
                                word.path("block").asInt(),
                                word.path("paragraph").asInt(),
                                word.path("line").asInt()))
                .containsExactly("1.1.1", "1.2.1", "2.1.1");
    }

    private OcrJob job(List<String> languages, Set<OcrFormat> formats) {
        return new OcrJob(List.of(scans), languages, formats, null, OcrJob.Existing.KEEP);
    }

    private OcrResult result(OcrJob job) {
        return TestEngine.now(engine.dispatch(job).result());
    }

    private void draw(String name, String words) throws IOException {
        Scans.draw(scans.resolve(name), words);
    }

    private static List<String> namesIn(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Not among the programs that a build has to have: without them only books are not read. */
    private static void needsPoppler() {
        SearchPath programs = SearchPath.ofThisMachine();
        boolean here = Stream.of("pdftoppm", "pdfinfo")
                .allMatch(name -> programs.find(name).isPresent());
        assumeTrue(here, "the programs of poppler are not here");
    }
}
