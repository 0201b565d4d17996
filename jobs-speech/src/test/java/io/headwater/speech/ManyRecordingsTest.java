package io.headwater.speech;

import static io.headwater.jobs.JobState.COMPLETED;
import static io.headwater.jobs.JobState.FAILED;
import static io.headwater.jobs.JobState.PAUSED;
import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.CHARLIE;
import static io.headwater.testkit.whisper.Word.DELTA;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobError;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.Progress;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.audio.AudioDecoder;
import io.headwater.speech.transcript.Format;
import io.headwater.testkit.TestEngine;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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

/** What recordings of one job have to do with each other. */
class ManyRecordingsTest {
    private static final ModelRef MODEL = ModelRef.parse("hf:org/ears:ears.bin");

    @TempDir
    private Path folder;

    private final HubLookAlike hub = HubLookAlike.start();
    private final ToneEngine ears = new ToneEngine();
    private Path media;
    private TestEngine engine;

    @BeforeEach
    void start() throws IOException {
        media = Files.createDirectories(folder.resolve("media"));
        hub.model("org/ears").lfs("ears.bin", Content.generated(1, 10_000)).commit();
        engine = SpeechHost.engine(
                        folder, hub.endpoint(), models -> new SpeechHandler(models, ears, AudioDecoder.withoutFfmpeg()))
                .start();
    }

    @AfterEach
    void close() {
        engine.close();
        hub.close();
    }

    @Nested
    class With_one_name {
        @ParameterizedTest
        @EnumSource
        void from_several_folders_have_an_output_each(Existing existing) throws IOException {
            Path first = write("A/talk.wav", ALPHA);
            Path second = write("B/talk.wav", BRAVO);

            Transcription result = result(into(folder.resolve("out"), existing, first, second));

            assertThat(result.transcribed()).isEqualTo(2);
            assertThat(folder.resolve("out/A/talk.wav.txt")).hasContent("alpha\n");
            assertThat(folder.resolve("out/B/talk.wav.txt")).hasContent("bravo\n");
        }

        @Test
        void as_what_another_is_called_with_its_folders_have_an_output_each() throws IOException {
            Path first = write("A/talk.wav", ALPHA);
            Path second = write("B/talk.wav", BRAVO);
            write("C/A/talk.wav.wav", CHARLIE);

            Transcription result =
                    result(into(folder.resolve("out"), Existing.KEEP, first, second, media.resolve("C")));

            assertThat(result.transcribed()).isEqualTo(3);
            assertThat(texts(folder.resolve("out"))).containsExactlyInAnyOrder("alpha\n", "bravo\n", "charlie\n");
        }

        @Test
        void and_another_ending_have_an_output_each() throws IOException {
            write("talk.wav", ALPHA);
            Files.move(write("talk.mp3.wav", BRAVO), media.resolve("talk.MP3"));

            assertThat(result(job()).transcribed()).isEqualTo(2);
            assertThat(media.resolve("talk.wav.txt")).hasContent("alpha\n");
            assertThat(media.resolve("talk.MP3.txt")).hasContent("bravo\n");
        }

        private static List<String> texts(Path place) throws IOException {
            try (var files = Files.walk(place)) {
                return files.filter(Files::isRegularFile)
                        .map(ManyRecordingsTest::read)
                        .toList();
            }
        }
    }

    @Nested
    class Of_which_some {
        /** Paths that are too long for the system cannot be looked at, by whomever. */
        @Test
        @EnabledOnOs(OS.LINUX)
        void lie_in_a_folder_that_cannot_be_read_are_left_out_and_the_rest_is_heard() throws IOException {
            write("one.wav", ALPHA);
            Path deep = Files.createDirectories(media.resolve(("d".repeat(200) + "/").repeat(12)));
            Path other = folder.resolve("other");
            Files.createDirectories(other.resolve(("o".repeat(200) + "/").repeat(12)));
            Files.move(other, deep.resolve("other"));
            JobHandle<Transcription> job;
            try {
                job = engine.dispatch(job());
                engine.until(job.id(), COMPLETED);
            } finally {
                Files.move(deep.resolve("other"), other);
            }

            assertThat(media.resolve("one.txt")).hasContent("alpha\n");
            assertThat(engine.log(job.id())).anyMatch(line -> line.contains("cannot be looked into"));
        }

        @Test
        void fail_do_not_have_the_model_loaded_again() throws IOException {
            write("a.wav", ALPHA);
            Files.writeString(media.resolve("b.wav"), "this was a recording once");
            write("c.wav", BRAVO);
            Path half = write("d.wav", ALPHA, BRAVO);
            Files.write(half, Arrays.copyOf(Files.readAllBytes(half), 200_000));
            write("e.wav", DELTA);

            assertThat(result(job()))
                    .satisfies(result -> assertThat(result.failed()).isEqualTo(2))
                    .satisfies(result -> assertThat(result.transcribed()).isEqualTo(3));
            assertThat(ears.sessions).hasValue(1);
        }

        @Test
        void fail_after_a_hundred_of_them_is_reported_in_an_output_folder_that_nobody_has_made() throws IOException {
            hundredAndOneDamagedOnes();

            Transcription result = result(into(folder.resolve("out"), Existing.KEEP, media));

            assertThat(result.failed()).isEqualTo(101);
            assertThat(Files.readAllLines(Path.of(Objects.requireNonNull(result.report()))))
                    .hasSize(101);
        }

        @Test
        void fail_after_a_hundred_of_them_is_no_failure_of_the_job_where_no_report_can_be_written() throws IOException {
            hundredAndOneDamagedOnes();
            Path noFolder = Files.writeString(folder.resolve("out"), "a file");

            Transcription result = result(into(noFolder, Existing.KEEP, media));

            assertThat(result.failed()).isEqualTo(101);
            assertThat(result.report()).isNull();
        }

        private void hundredAndOneDamagedOnes() throws IOException {
            for (int number = 100; number < 201; number++) {
                Files.writeString(media.resolve(number + ".wav"), "nothing");
            }
        }
    }

    @Nested
    class After_a_pause {
        @Test
        void go_on_behind_the_one_that_is_gone() throws Exception {
            write("a.wav", ALPHA);
            Path gone = write("b.wav", BRAVO, BRAVO, BRAVO, BRAVO, BRAVO, BRAVO, BRAVO);
            write("c.wav", CHARLIE);
            JobHandle<Transcription> job = pausedAt(2, job());

            Files.delete(gone);
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(TestEngine.now(job.result())).isEqualTo(new Transcription(2, 0, 0, 0, List.of(), null));
        }

        @Test
        void are_as_far_as_they_were_and_come_to_their_end() throws Exception {
            write("a.wav", ALPHA, ALPHA);
            Files.writeString(media.resolve("b.wav"), "this was a recording once");
            write("c.wav", CHARLIE, CHARLIE, CHARLIE, CHARLIE, CHARLIE, CHARLIE, CHARLIE);
            JobHandle<Transcription> job = pausedAt(2, job());
            Progress before = engine.view(job.id()).progress();
            CountDownLatch again = ears.holdAt(ears.windows.get());
            TestEngine.done(engine.jobs().resume(job.id()));
            again.await();
            engine.advance(Duration.ofSeconds(1));
            Progress after = engine.view(job.id()).progress();
            ears.letGo();
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            TestEngine.done(engine.jobs().resume(job.id()));
            engine.until(job.id(), COMPLETED);

            assertThat(before.total()).isEqualTo(45_000);
            assertThat(after.total()).isEqualTo(45_000);
            assertThat(after.done()).isGreaterThanOrEqualTo(before.done());
            assertThat(engine.view(job.id()).progress().done()).isEqualTo(45_000);
        }

        /** @param window the one in the middle of which it is */
        private JobHandle<Transcription> pausedAt(int window, SpeechToTextJob wanted) throws InterruptedException {
            CountDownLatch reached = ears.holdAt(window);
            JobHandle<Transcription> job = engine.dispatch(wanted);
            reached.await();
            engine.advance(Duration.ofSeconds(1)); // how far a job is, is told in turns that take time
            TestEngine.done(engine.jobs().pause(job.id()));
            engine.until(job.id(), PAUSED);
            ears.letGo();
            return job;
        }
    }

    @Test
    void that_fail_come_to_the_end_of_what_there_is_to_be_heard() throws IOException {
        write("a.wav", ALPHA, ALPHA);
        write("b.wav", ALPHA, BRAVO);
        ears.fails(new JobException.Invalid(ErrorCode.INPUT, "it is all noise", null));
        var job = engine.dispatch(job());
        engine.until(job.id(), COMPLETED);

        Progress progress = engine.view(job.id()).progress();
        assertThat(progress.total()).isEqualTo(20_000);
        assertThat(progress.done()).isEqualTo(20_000);
    }

    @Nested
    class What_concerns_all {
        @ParameterizedTest
        @ValueSource(strings = {"NATIVE_LIBRARY", "SPEECH_FAILED", "IO"})
        void fails_the_job_at_the_first_one(String code) throws IOException {
            write("a.wav", ALPHA);
            write("b.wav", BRAVO);
            ErrorCode why = new ErrorCode(code);
            ears.fails(
                    code.equals("IO")
                            ? new JobException.Storage(why, "the model cannot be read", null, null)
                            : new JobException.Environment(why, "it cannot be loaded", "Install it.", null));
            var job = engine.dispatch(job());

            JobError error =
                    Objects.requireNonNull(engine.until(job.id(), FAILED).error());
            assertThat(error.code()).isEqualTo(why);
            assertThat(ears.windows).hasValue(1);
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        void such_as_a_full_disk_fails_the_job_and_says_so() throws IOException {
            write("a.wav", ALPHA);
            write("b.wav", BRAVO);
            Files.createSymbolicLink(media.resolve("a.partial.jsonl"), Path.of("/dev/full"));
            var job = engine.dispatch(job());

            JobError error =
                    Objects.requireNonNull(engine.until(job.id(), FAILED).error());
            assertThat(error.code()).isEqualTo(ErrorCode.NO_SPACE);
            assertThat(error.hint()).isNotNull();
        }
    }

    private SpeechToTextJob job() {
        return new SpeechToTextJob(List.of(media), MODEL, Language.AUTO, Set.of(Format.TXT), null, Existing.KEEP);
    }

    private SpeechToTextJob into(Path output, Existing existing, Path... which) {
        return new SpeechToTextJob(List.of(which), MODEL, Language.AUTO, Set.of(Format.TXT), output, existing);
    }

    private Transcription result(SpeechToTextJob job) {
        return TestEngine.now(engine.dispatch(job).result());
    }

    private Path write(String name, Word... words) throws IOException {
        Path file = media.resolve(name);
        Files.createDirectories(file.getParent());
        return Tones.of(Duration.ofSeconds(5), words).writeWav(file);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
