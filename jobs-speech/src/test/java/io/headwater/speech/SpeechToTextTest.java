package io.headwater.speech;

import static io.headwater.jobs.JobState.CANCELLED;
import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.CHARLIE;
import static io.headwater.testkit.whisper.Word.DELTA;
import static io.headwater.testkit.whisper.Word.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.models.SearchPath;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.audio.AudioDecoder;
import io.headwater.speech.transcript.Format;
import io.headwater.testkit.Programs;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeechToTextTest {
    private static final ModelRef MODEL = ModelRef.parse("hf:org/ears:ears.bin");

    private static final Content EARS = Content.generated(1, 300_000);

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ToneEngine ears = new ToneEngine();
    private Path media;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        media = Files.createDirectories(folder.resolve("media"));
        hub.model("org/ears").lfs("ears.bin", EARS).commit();
        engine = engine(UnaryOperator.identity());
    }

    @AfterEach
    void close() {
        engine.close();
        hub.close();
    }

    @Nested
    class A_folder {
        @Test
        void becomes_a_transcript_of_each_recording_in_each_format() throws IOException {
            write(media.resolve("one.wav"), ALPHA, BRAVO, CHARLIE);
            Files.createDirectories(media.resolve("deep"));
            write(media.resolve("deep/two.wav"), DELTA);
            Files.writeString(media.resolve("notes.txt"), "no recording");

            Transcription result = result(all(Set.of(Format.values()), null, Existing.KEEP));

            assertThat(result).isEqualTo(new Transcription(2, 0, 0, 0, List.of(), null));
            assertThat(media.resolve("one.srt")).hasContent("""
                    1
                    00:00:00,000 --> 00:00:04,980
                    alpha

                    2
                    00:00:05,000 --> 00:00:09,980
                    bravo

                    3
                    00:00:10,000 --> 00:00:14,980
                    charlie

                    """);
            assertThat(media.resolve("one.vtt")).exists();
            assertThat(media.resolve("one.json")).exists();
            assertThat(media.resolve("one.txt")).hasContent("alpha\nbravo\ncharlie\n");
            assertThat(media.resolve("deep/two.txt")).hasContent("delta\n");
            assertThat(namesIn(media)).noneMatch(name -> name.contains("partial") || name.endsWith(".tmp"));
            assertThat(ears.sessions).hasValue(1);
        }

        @Test
        void goes_elsewhere_with_its_folders() throws IOException {
            Files.createDirectories(media.resolve("deep"));
            write(media.resolve("deep/one.wav"), ALPHA);

            result(all(Set.of(Format.TXT), folder.resolve("out"), Existing.KEEP));

            assertThat(folder.resolve("out/deep/one.txt")).hasContent("alpha\n");
            assertThat(namesIn(media.resolve("deep"))).containsExactly("one.wav");
        }

        @Test
        void is_heard_again_only_where_it_has_changed() throws IOException {
            Path one = write(media.resolve("one.wav"), ALPHA);
            write(media.resolve("two.wav"), BRAVO);
            SpeechToTextJob job = all(Set.of(Format.TXT), null, Existing.KEEP);
            result(job);

            assertThat(result(job)).isEqualTo(new Transcription(0, 2, 0, 0, List.of(), null));
            FileTime later = FileTime.fromMillis(
                    Files.getLastModifiedTime(media.resolve("one.txt")).toMillis() + 5_000);
            Files.setLastModifiedTime(write(one, CHARLIE), later);
            assertThat(result(job)).isEqualTo(new Transcription(1, 1, 0, 0, List.of(), null));
            assertThat(media.resolve("one.txt")).hasContent("charlie\n");

            assertThat(result(all(Set.of(Format.TXT), null, Existing.OVERWRITE)).transcribed())
                    .isEqualTo(2);
        }

        @Test
        void I06_with_a_damaged_one_among_good_ones_is_done_and_names_that_one() throws IOException {
            write(media.resolve("a.wav"), ALPHA);
            Files.writeString(media.resolve("b.wav"), "this was a recording once");
            write(media.resolve("c.wav"), BRAVO);

            Transcription result = result(all(Set.of(Format.TXT), null, Existing.KEEP));

            assertThat(result.transcribed()).isEqualTo(2);
            assertThat(result.failed()).isEqualTo(1);
            assertThat(result.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.file()).endsWith("b.wav");
                assertThat(failure.code()).isEqualTo("TOOL_MISSING");
                assertThat(failure.hint()).contains("apt-get install ffmpeg");
            });
            assertThat(media.resolve("c.txt")).hasContent("bravo\n");
        }

        @Test
        void I06_I08_with_empty_silent_and_cut_ones_says_what_is_wrong_with_which() throws IOException {
            Tones.of(Duration.ofSeconds(5), QUIET).writeWav(media.resolve("silent.wav"));
            Files.createFile(media.resolve("empty.wav"));
            cut(write(media.resolve("headeronly.wav"), ALPHA), 44);
            cut(write(media.resolve("half.wav"), ALPHA, BRAVO), 200_000);
            write(media.resolve("name with\nline\u202e😀 -v.wav"), DELTA);

            Transcription result = result(all(Set.of(Format.TXT), null, Existing.KEEP));

            assertThat(result.transcribed()).isEqualTo(2);
            assertThat(media.resolve("silent.txt")).isEmptyFile();
            assertThat(media.resolve("name with\nline\u202e😀 -v.txt")).hasContent("delta\n");
            assertThat(result.failures())
                    .extracting(failure -> Path.of(failure.file()).getFileName() + ": " + failure.code())
                    .containsExactly("empty.wav: INPUT", "half.wav: INPUT", "headeronly.wav: INPUT");
            assertThat(result.failures().get(1).message()).endsWith("it ends after 6 of 10 seconds");
            assertThat(media.resolve("half.txt")).doesNotExist();
            assertThat(namesIn(media)).noneMatch(name -> name.contains("partial"));
        }

        private static void cut(Path file, int length) throws IOException {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
        }

        @Test
        void of_which_more_than_a_hundred_fail_is_reported_in_a_file() throws IOException {
            for (int number = 100; number < 203; number++) {
                Files.writeString(media.resolve(number + ".wav"), "nothing");
            }

            Transcription result = result(all(Set.of(Format.TXT), null, Existing.KEEP));

            assertThat(result.failed()).isEqualTo(103);
            assertThat(result.failures()).hasSize(100);
            assertThat(Files.readAllLines(Path.of(result.report()))).hasSize(103);
        }
    }

    @Nested
    class A_long_recording {
        private static final Word[] SOUND = {
            ALPHA, BRAVO, CHARLIE, DELTA, ALPHA, CHARLIE, BRAVO, DELTA, ALPHA, BRAVO, CHARLIE, ALPHA, DELTA, BRAVO,
            ALPHA, CHARLIE, BRAVO, ALPHA, DELTA, BRAVO, CHARLIE, ALPHA
        };

        @Test
        void stopped_in_the_middle_of_a_window_lets_go_at_once_and_repeats_that_window_alone() throws Exception {
            byte[] whole = heardAtOnce();
            int needed = ears.windows.get();
            CountDownLatch reached = ears.holdAt(needed + 2);
            JobHandle<Transcription> job = engine.dispatch(SpeechToTextJob.of(recording(), MODEL));
            reached.await();

            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            ears.letGo();
            int before = ears.windows.get();
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(media.resolve("long.srt")).hasBinaryContent(whole);
            assertThat(ears.windows.get() - before).isEqualTo(needed - 2);
        }

        @Test
        void stopped_while_recordings_are_looked_for_is_heard_later() throws Exception {
            byte[] whole = heardAtOnce();
            SpeechToTextJob wanted = SpeechToTextJob.of(recording(), MODEL);
            var searching = engine.jobs()
                    .events()
                    .ofType(JobEvent.JobProgressed.class)
                    .filter(event -> "discovery".equals(event.progress().phase()))
                    .next()
                    .flatMap(event -> engine.jobs().pause(event.job()))
                    .toFuture();
            JobHandle<Transcription> job = engine.dispatch(wanted);
            searching.get(120, TimeUnit.SECONDS);

            engine.until(job.id(), PAUSED);
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);
            assertThat(media.resolve("long.srt")).hasBinaryContent(whole);
        }

        @Test
        void cancelled_in_the_middle_leaves_nothing_behind() throws Exception {
            CountDownLatch reached = ears.holdAt(2);
            JobHandle<Transcription> job = engine.dispatch(SpeechToTextJob.of(recording(), MODEL));
            reached.await();
            assertThat(namesIn(media)).containsExactly("long.partial.jsonl", "long.wav");

            TestEngine.done(engine.jobs().cancel(job.id()));
            engine.until(job.id(), CANCELLED);
            assertThat(namesIn(media)).containsExactly("long.wav");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3})
        void goes_on_after_its_engine_was_gone_and_comes_out_the_same(int window) throws Exception {
            byte[] whole = heardAtOnce();
            int needed = ears.windows.get();
            CountDownLatch reached = ears.holdAt(needed + window);
            JobHandle<Transcription> job = engine.dispatch(SpeechToTextJob.of(recording(), MODEL));
            reached.await();

            engine.crash();
            ears.letGo();
            engine.until(job.id(), COMPLETED);

            assertThat(media.resolve("long.srt")).hasBinaryContent(whole);
            assertThat(ears.windows.get() - needed).isLessThanOrEqualTo(needed + 1);
        }

        @Test
        void that_has_changed_meanwhile_is_heard_from_its_beginning() throws Exception {
            CountDownLatch reached = ears.holdAt(2);
            JobHandle<Transcription> job = engine.dispatch(SpeechToTextJob.of(recording(), MODEL));
            reached.await();
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            ears.letGo();

            write(media.resolve("long.wav"), DELTA, DELTA);
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);
            assertThat(Files.readString(media.resolve("long.srt")))
                    .contains("delta")
                    .doesNotContain("alpha\n\n2");
        }

        /** What comes out of it when nobody disturbs. */
        private byte[] heardAtOnce() throws IOException {
            result(SpeechToTextJob.of(recording(), MODEL));
            byte[] whole = Files.readAllBytes(media.resolve("long.srt"));
            Files.delete(media.resolve("long.srt"));
            return whole;
        }

        private Path recording() throws IOException {
            return write(media.resolve("long.wav"), SOUND);
        }
    }

    @Test
    void a_model_that_was_cut_or_altered_meanwhile_is_fetched_again_and_never_heard_with() throws IOException {
        write(media.resolve("one.wav"), ALPHA);
        result(all(Set.of(Format.TXT), null, Existing.OVERWRITE));
        for (int damage = 0; damage < 2; damage++) {
            Path model = blob();
            byte[] bytes = Files.readAllBytes(model);
            bytes[1_000]++;
            Files.write(model, damage == 0 ? bytes : Arrays.copyOf(bytes, 100_000));

            assertThat(result(all(Set.of(Format.TXT), null, Existing.OVERWRITE)).transcribed())
                    .isEqualTo(1);
            assertThat(blob()).hasBinaryContent(EARS.bytes());
        }
    }

    private Path blob() throws IOException {
        try (var files = Files.walk(folder.resolve("hub"))) {
            return files.filter(file -> file.endsWith("blobs/" + EARS.sha256()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void I09_a_language_that_no_model_knows_is_refused_before_anything_is_fetched() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Language("klingon"))
                .withMessageStartingWith(
                        "no model knows the language \"klingon\"; a language is auto, or one of af, am, ar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whisper:base.en", "hf:ggerganov/whisper.cpp:ggml-tiny.en-q5_1.bin"})
    void I09_a_model_that_hears_English_alone_is_refused_for_other_languages(String english) {
        ModelRef model = ModelRef.parse(english);

        assertThatExceptionOfType(JobException.Invalid.class)
                .isThrownBy(() -> in(model, "de"))
                .withMessageEndingWith("hears English only, and the language is de")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INPUT))
                .satisfies(refusal -> assertThat(refusal.hint()).contains("whisper:base"));
        assertThat(in(model, "en").model()).isEqualTo(model);
        assertThat(in(model, "auto").model()).isEqualTo(model);
        assertThat(in(ModelRef.parse("whisper:base"), "de").language().name()).isEqualTo("de");
    }

    private SpeechToTextJob in(ModelRef model, String language) {
        return new SpeechToTextJob(List.of(media), model, new Language(language), Set.of(), null, Existing.KEEP);
    }

    @Test
    void runs_again_from_its_top_at_every_wait_and_is_the_same() throws IOException {
        engine.close();
        engine = engine(TestEngine.Builder::forcedReentry);
        write(media.resolve("one.wav"), ALPHA, BRAVO);

        assertThat(result(all(Set.of(Format.TXT), null, Existing.KEEP)).transcribed())
                .isEqualTo(1);
        assertThat(media.resolve("one.txt")).hasContent("alpha\nbravo\n");
    }

    private SpeechToTextJob all(Set<Format> formats, Path output, Existing existing) {
        return new SpeechToTextJob(List.of(media), MODEL, Language.AUTO, formats, output, existing);
    }

    @Test
    void what_a_program_has_looked_at_it_need_not_look_at_again() throws Exception {
        assumeTrue(Programs.areHere("ffmpeg", "ffprobe"), "ffmpeg is not here");
        Path programs = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("ffmpeg", "ffprobe")) {
            Path real = SearchPath.ofThisMachine().find(name).orElseThrow();
            Path noting = Files.writeString(
                    programs.resolve(name),
                    "#!/bin/sh\necho >> '%s.runs'\nexec '%s' \"$@\"\n".formatted(programs.resolve(name), real));
            assertThat(noting.toFile().setExecutable(true)).isTrue();
        }
        Path wav = write(folder.resolve("song.wav"), ALPHA, BRAVO);
        Path flac = media.resolve("song.flac");
        assertThat(new ProcessBuilder("ffmpeg", "-v", "error", "-nostdin", "-i", wav.toString(), flac.toString())
                        .start()
                        .waitFor())
                .isZero();
        engine.close();
        engine = engine(AudioDecoder.on(new SearchPath(programs.toString())), UnaryOperator.identity());

        assertThat(result(all(Set.of(Format.TXT), null, Existing.KEEP)).transcribed())
                .isEqualTo(1);

        assertThat(media.resolve("song.txt")).hasContent("alpha\nbravo\n");
        assertThat(programs.resolve("ffprobe.runs")).hasContent("\n");
        assertThat(programs.resolve("ffmpeg.runs")).hasContent("\n");
    }

    private Transcription result(SpeechToTextJob job) {
        return TestEngine.now(engine.dispatch(job).result());
    }

    private TestEngine engine(UnaryOperator<TestEngine.Builder> more) {
        return engine(AudioDecoder.withoutFfmpeg(), more);
    }

    private TestEngine engine(AudioDecoder decoder, UnaryOperator<TestEngine.Builder> more) {
        return more.apply(SpeechHost.engine(folder, hub.endpoint(), models -> new SpeechHandler(models, ears, decoder)))
                .start();
    }

    private static Path write(Path file, Word... words) throws IOException {
        return Tones.of(Duration.ofSeconds(5), words).writeWav(file);
    }

    private static List<String> namesIn(Path place) throws IOException {
        try (var files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
