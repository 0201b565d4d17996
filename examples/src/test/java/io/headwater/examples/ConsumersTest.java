package io.headwater.examples;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.jobs.JobState.WAITING;
import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobId;
import io.headwater.jobs.JobQuery;
import io.headwater.jobs.JobTree;
import io.headwater.jobs.JobView;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.Pipeline;
import io.headwater.models.catalog.Catalog;
import io.headwater.models.catalog.CatalogEntry;
import io.headwater.models.catalog.ModelType;
import io.headwater.models.catalog.Origin;
import io.headwater.models.ref.ModelRef;
import io.headwater.ocr.OcrHandler;
import io.headwater.ocr.OcrJob;
import io.headwater.ocr.OcrResult;
import io.headwater.speech.Existing;
import io.headwater.speech.Language;
import io.headwater.speech.SpeechHandler;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.whisper.WhisperEngine;
import io.headwater.testkit.Programs;
import io.headwater.testkit.Scans;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Both consumers at once, with the real engine that hears and everything else real as well, on an empty cache. */
class ConsumersTest {
    private static final ModelRef EARS = ModelRef.parse("hf:org/ears:ggml-tiny.bin");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final Content ears =
            Content.of(TinyWhisper.ofSteps(5).withAudioContext(250).bytes());
    private Path media;
    private Models models;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Programs.areHere("tesseract"), "tesseract is not here");
        media = Files.createDirectories(folder.resolve("media"));
        hub.model("org/ears").lfs("ggml-tiny.bin", ears).commit();
        models = models();
        engine = TestEngine.builder()
                .queue("default", 2)
                .queue("download", 2)
                .queue("speech", 2)
                .queue("ocr", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(SpeechToTextJob.class, new SpeechHandler(models, WhisperEngine.inWorker()))
                .handler(OcrJob.class, new OcrHandler(models))
                .start();
    }

    @AfterEach
    void close() {
        engine.close();
        hub.close();
    }

    @Test
    void three_jobs_start_at_once_and_each_model_comes_once_below_all_who_wait_for_it() throws IOException {
        Path one = sing("one.wav", ALPHA, BRAVO);
        Path two = sing("two.wav", CHARLIE, ALPHA);
        Scans.draw(media.resolve("page.png"), "THREE AT ONCE");
        Hold hold = hub.when("org/ears:ggml-tiny.bin")
                .at(io.headwater.testkit.hub.Origin.CDN)
                .stallsAfter(500_000);

        JobHandle<Transcription> first = engine.dispatch(transcription(one));
        JobHandle<Transcription> second = engine.dispatch(transcription(two));
        JobHandle<OcrResult> third = engine.dispatch(OcrJob.of(media, "eng"));
        engine.until(first.id(), WAITING);
        engine.until(second.id(), WAITING);
        TestEngine.done(hold.reached());
        JobId download = download(EARS);
        assertThat(below(first)).containsExactly(download);
        assertThat(below(second)).containsExactly(download);

        TestEngine.done(engine.jobs().pause(download));
        engine.until(download, PAUSED);
        assertThat(engine.state(first.id())).isEqualTo(WAITING);
        hold.release();
        TestEngine.done(engine.jobs().resume(download));

        engine.until(first.id(), COMPLETED);
        engine.until(second.id(), COMPLETED);
        engine.until(third.id(), COMPLETED);
        assertThat(hub.records().sent("org/ears:ggml-tiny.bin")).isEqualTo(ears.size());
        assertThat(media.resolve("one.srt")).hasContent("""
                1
                00:00:00,000 --> 00:00:04,980
                alpha

                2
                00:00:05,000 --> 00:00:09,980
                bravo

                """);
        assertThat(Files.readString(media.resolve("one.vtt")))
                .startsWith("WEBVTT\nLanguage: es\n")
                .contains("00:00:05.000 --> 00:00:09.980\nbravo");
        assertThat(Files.readString(media.resolve("two.json")))
                .contains("\"from\" : 5000")
                .contains("charlie");
        assertThat(media.resolve("two.txt")).hasContent("charlie\nalpha\n");
        assertThat(Files.readString(media.resolve("page.png.txt"))).contains("THREE AT ONCE");
    }

    @Test
    void a_host_names_its_stages_and_what_they_need_is_there_before_the_first_begins() throws IOException {
        Path song = sing("one.wav", ALPHA, BRAVO);
        Scans.draw(media.resolve("page.png"), "A STAGE OF ITS OWN");
        OcrJob reading = OcrJob.of(media, "eng");
        var needed = Stream.concat(Stream.of(EARS), reading.models().stream()).toList();
        var pipeline = new Pipeline(models, engine.jobs(), needed);

        assertThat(TestEngine.now(pipeline.verifyModels(false))).isFalse();
        assertThat(TestEngine.now(pipeline.readiness().next()).values()).containsOnly(Pipeline.Readiness.MISSING);
        assertThat(TestEngine.now(
                        pipeline.run(false, found -> Mono.just("begun")).defaultIfEmpty("reported missing")))
                .isEqualTo("reported missing");
        assertThat(hub.records().all()).isEmpty();

        Mono<OcrResult> stages = pipeline.run(true, found -> {
            assertThat(found.keySet()).containsExactlyElementsOf(needed);
            return engine.jobs()
                    .dispatch(transcription(song))
                    .flatMap(JobHandle::result)
                    .then(engine.jobs().dispatch(reading))
                    .flatMap(JobHandle::result);
        });
        assertThat(TestEngine.now(stages).read()).isEqualTo(1);
        assertThat(media.resolve("one.txt")).hasContent("alpha\nbravo\n");
        assertThat(TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download")))
                        .items())
                .hasSize(2)
                .allSatisfy(download -> assertThat(download.parent()).isNull());
    }

    private SpeechToTextJob transcription(Path medium) {
        return new SpeechToTextJob(List.of(medium), EARS, Language.AUTO, Set.of(Format.values()), null, Existing.KEEP);
    }

    private Path sing(String name, Word... words) throws IOException {
        return Tones.of(Duration.ofSeconds(5), words).writeWav(media.resolve(name));
    }

    private JobId download(ModelRef ref) {
        return TestEngine.now(engine.jobs().list(JobQuery.all().ofType("models.download"))).items().stream()
                .filter(view -> view.params().contains(ref.toString()))
                .map(JobView::id)
                .findFirst()
                .orElseThrow();
    }

    private List<JobId> below(JobHandle<?> job) {
        JobTree tree = TestEngine.now(engine.jobs().tree(job.id()));
        return tree.children().stream().map(child -> child.job().id()).toList();
    }

    private CatalogEntry english() throws IOException {
        Content data =
                Content.of(Files.readAllBytes(Programs.englishOfTesseract().orElseThrow()));
        String url = hub.file("/eng.traineddata", data).url() + "#sha256=" + data.sha256();
        return new CatalogEntry(
                ModelRef.parse("tesseract:eng"),
                "test",
                ModelType.OCR,
                List.of(),
                "Apache-2.0",
                "English",
                data.size(),
                Origin.of(ModelRef.parse(url)));
    }

    private Models models() throws IOException {
        return Models.builder()
                .catalog(Catalog.builtIn().with(List.of(english())))
                .endpoint(hub.endpoint())
                .token(() -> null)
                .offline(false)
                .allowPrivate(true)
                .hubCache(folder.resolve("hub"))
                .cacheDir(folder.resolve("others"))
                .stateDir(folder.resolve("state"))
                .build();
    }
}
