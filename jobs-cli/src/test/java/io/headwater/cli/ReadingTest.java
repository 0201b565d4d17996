package io.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.models.SearchPath;
import io.headwater.testkit.Programs;
import io.headwater.testkit.Scans;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.Hold;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.hub.Origin;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code transcribe}, {@code ocr} and {@code demo}, each in a process of its own, with the real engines. */
class ReadingTest {
    private static final String MODEL = "hf:org/ears:ggml-tiny.bin";
    private static final Duration STEP = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Path media;
    private final HubLookAlike hub = HubLookAlike.start().token(Command.TOKEN);
    private final Content ears = Content.of(TinyWhisper.ofSteps(5).bytes());
    private final List<Command> started = new ArrayList<>();

    @BeforeEach
    void publish() throws IOException {
        hub.model("org/ears").lfs("ggml-tiny.bin", ears).commit();
        media = Files.createDirectories(folder.resolve("media"));
    }

    @AfterEach
    void end() {
        started.forEach(Command::close);
        hub.close();
    }

    @Nested
    class When_recordings_are_transcribed {
        @Test
        void on_an_empty_cache_the_model_comes_first_and_what_is_written_is_kept_the_next_time() throws Exception {
            sing("one.wav", Word.ALPHA, Word.BRAVO);

            Command first = transcribe(media, "--format", "srt,txt");

            assertThat(first.end()).isZero();
            assertThat(String.join("\n", first.out()))
                    .contains("not found. Starting download (1.9 MB)", "Model ready at: ", "1 transcribed");
            assertThat(media.resolve("one.txt")).hasContent("alpha\nbravo\n");
            assertThat(Files.readString(media.resolve("one.srt"))).contains("00:00:05,000 --> 00:00:09,980\nbravo");

            Command again = transcribe(media, "--format", "srt,txt");
            assertThat(again.end()).isZero();
            assertThat(String.join("\n", again.out()))
                    .contains("Using existing model: ", "0 transcribed, 1 kept from before");
        }

        @Test
        void those_that_cannot_be_heard_are_told_and_the_others_are_written() throws Exception {
            sing("one.wav", Word.ALPHA);
            Files.writeString(media.resolve("two.wav"), "no sound");

            Command command = transcribe(media, "--format", "txt", "--json", "--output", "" + folder.resolve("texts"));

            assertThat(command.end()).isEqualTo(1);
            assertThat(folder.resolve("texts/one.txt")).hasContent("alpha\n");
            assertThat(command.error())
                    .containsSequence("1 transcribed, 1 failed")
                    .anyMatch(line -> line.startsWith(
                            "headwater: 1 of 2 files could not be transcribed: " + media.resolve("two.wav")));
            assertThat(command.out())
                    .last()
                    .asString()
                    .contains("\"ok\":false", "\"code\":\"INPUT\"", "\"transcribed\":1", "\"failed\":1", "two.wav")
                    .contains("\"hint\":\"Play it to see whether it is damaged, and get it again if it is.\"");
        }

        @Test
        void Ctrl_C_in_the_download_pauses_and_the_same_command_goes_on() throws Exception {
            sing("one.wav", Word.ALPHA, Word.CHARLIE);
            Hold hold = hub.when("org/ears:ggml-tiny.bin").at(Origin.CDN).stallsAfter(1_000_000);
            Command command = transcribe(media, "--format", "txt");
            hold.reached().block();
            command.untilItPrints(" 51 %");

            command.signal("INT");

            assertThat(command.end()).isEqualTo(130);
            assertThat(command.error().get(0)).isEqualTo("headwater: Paused by Ctrl-C");
            assertThat(command.error().get(1)).startsWith("Go on from here: ").contains("transcribe");
            hold.release();
            assertThat(transcribe(media, "--format", "txt").end()).isZero();
            assertThat(media.resolve("one.txt")).hasContent("alpha\ncharlie\n");
            assertThat(hub.records().sent("org/ears:ggml-tiny.bin")).isEqualTo(ears.size());
        }

        @Test
        void Ctrl_C_and_kill_9_in_a_recording_lose_a_window_at_most_and_the_text_is_the_same() throws Exception {
            Word[] words = song(360);
            Path recording = sing("long.wav", words);
            Path partial = media.resolve("long.partial.jsonl");

            Command stopped = transcribe(recording, "--format", "srt");
            stopped.until("some of it is written down", () -> Files.exists(partial));
            stopped.signal("INT");
            assertThat(stopped.end()).isEqualTo(130);
            long atStop = Files.size(partial);

            Command killed = transcribe(recording, "--format", "srt");
            killed.until("more of it is written down", () -> sizeOf(partial) > atStop);
            killed.kill();
            assertThat(media.resolve("long.srt")).doesNotExist();

            assertThat(transcribe(recording, "--format", "srt").end()).isZero();
            assertThat(Files.readString(media.resolve("long.srt")).lines().filter(line -> line.matches("[a-z]+")))
                    .containsExactly(Stream.of(words).map(Word::text).toArray(String[]::new));
        }

        private static long sizeOf(Path file) {
            return file.toFile().length();
        }

        @Test
        void Ctrl_C_at_a_terminal_ends_none_of_the_programs_that_help_before_it_pauses() throws Exception {
            assumeTrue(Programs.areHere("ffmpeg"), "ffmpeg is not here");
            assumeTrue(TerminalTest.canMakeTerminals(), "there is no script of util-linux");
            Path wav = sing("long.wav", song(720));
            Path recording = folder.resolve("long.flac");
            var ffmpeg = new ProcessBuilder("ffmpeg", "-loglevel", "error", "-i", wav.toString(), recording.toString());
            assertThat(ffmpeg.inheritIO().start().waitFor()).isZero();
            Path partial = folder.resolve("long.partial.jsonl");
            String[] words = {
                "transcribe",
                recording.toString(),
                "--model",
                MODEL,
                "--format",
                "txt",
                "--endpoint",
                "" + hub.endpoint()
            };

            Command stopped =
                    Command.startAtTerminal(folder, Map.of("HF_HUB_CACHE", "" + folder.resolve("hub")), words);
            started.add(stopped);
            stopped.until("some of it is written down", () -> sizeOf(partial) > 0);
            stopped.types("\u0003");
            assertThat(stopped.end()).isEqualTo(130);
            assertThat(partial).isNotEmptyFile();

            Command goesOn = Command.start(folder, Map.of("HF_HUB_CACHE", "" + folder.resolve("hub")), words);
            started.add(goesOn);
            assertThat(goesOn.end()).isZero();
            assertThat(folder.resolve("long.txt")).hasContent("alpha\nbravo\ncharlie\ndelta\n".repeat(180));
        }

        @Test
        void a_download_that_was_paused_before_goes_on() throws Exception {
            sing("one.wav", Word.DELTA);
            Hold hold = hub.when("org/ears:ggml-tiny.bin").at(Origin.CDN).stallsAfter(1_000_000);
            Command download = command("models", "download", MODEL);
            hold.reached().block();
            download.signal("INT");
            assertThat(download.end()).isEqualTo(130);
            hold.release();

            assertThat(transcribe(media, "--format", "txt").end()).isZero();
            assertThat(media.resolve("one.txt")).hasContent("delta\n");
        }

        @Test
        void I09_what_cannot_work_is_refused_before_anything_is_fetched() throws Exception {
            Path one = sing("one.wav", Word.ALPHA);

            refused(2, "no model knows the language", one, "--language", "klingon");
            refused(2, "there is no format \"doc\"", one, "--format", "srt,doc");
            refused(2, "does not transcribe here", one, "--model", "faster-whisper:tiny");
            refused(3, "There is no file or folder", media.resolve("two.wav"));
            refused(1, "is not on this machine", one, "--download-models=false");
            assertThat(hub.records().of("org/ears:ggml-tiny.bin")).isEmpty();
        }

        private void refused(int status, String words, Path path, String... options) throws Exception {
            boolean hasModel = List.of(options).contains("--model");
            Command command = hasModel ? command(path, "transcribe", options) : transcribe(path, options);
            assertThat(command.end()).as(words).isEqualTo(status);
            assertThat(command.error()).hasSize(2).first().asString().contains(words);
        }

        private Command transcribe(Path path, String... options) throws IOException {
            var all = Stream.concat(Stream.of("--model", MODEL), Stream.of(options));
            return command(path, "transcribe", all.toArray(String[]::new));
        }
    }

    @Nested
    class When_images_are_read {
        @BeforeEach
        void needsTesseract() throws Exception {
            assumeTrue(Programs.areHere("tesseract"), "tesseract is not here");
            Optional<Path> english = Programs.englishOfTesseract();
            assumeTrue(english.isPresent(), "tesseract's data of English is not here");
            // Its source is far away, and a test asks nobody.
            Command takenIn = Command.start(
                    folder,
                    Map.of("HTTPS_PROXY", "http://127.0.0.1:9"),
                    "models",
                    "import",
                    "tesseract:eng",
                    english.get().toString());
            started.add(takenIn);
            assertThat(takenIn.end()).isZero();
        }

        @Test
        void their_text_stands_beside_them_and_one_that_is_none_is_told() throws Exception {
            draw("page.png", "HELLO WATER");
            Files.writeString(media.resolve("bad.png"), "no image");

            Command command = command(media, "ocr", "--lang", "eng", "--format", "txt,json", "--offline");

            assertThat(command.end()).isEqualTo(1);
            assertThat(Files.readString(media.resolve("page.png.txt"))).contains("HELLO WATER");
            assertThat(media.resolve("page.png.json")).exists();
            assertThat(String.join("\n", command.out()))
                    .contains("Model ready at: ", "Written: " + media.resolve("page.png.txt"), "1 read, 1 failed");
            assertThat(command.error())
                    .hasSize(2)
                    .first()
                    .asString()
                    .startsWith("headwater: 1 of 2 files could not be read: " + media.resolve("bad.png"));
            assertThat(command.error().get(1)).startsWith("Look at it to see whether it is damaged");
        }

        @Test
        void Ctrl_C_at_a_terminal_does_not_end_the_program_that_reads_before_the_job_is_paused() throws Exception {
            assumeTrue(SearchPath.ofThisMachine().find("pdftoppm").isPresent(), "pdftoppm is not here");
            assumeTrue(TerminalTest.canMakeTerminals(), "there is no script of util-linux");
            String[] pages = IntStream.rangeClosed(1, 12)
                    .mapToObj(page -> "THIS IS PAGE " + page)
                    .toArray(String[]::new);
            Path book = Files.writeString(media.resolve("book.pdf"), Scans.pdf(pages));

            Command stopped = Command.startAtTerminal(folder, Map.of(), "ocr", book.toString(), "--lang", "eng");
            started.add(stopped);
            stopped.until("two pages are read", () -> pagesOf(media) >= 2);
            stopped.types("\u0003");
            assertThat(stopped.end()).isEqualTo(130);
            assertThat(pagesOf(media)).isGreaterThanOrEqualTo(2);

            Command goesOn = Command.start(folder, "ocr", book.toString(), "--lang", "eng");
            started.add(goesOn);
            assertThat(goesOn.end()).isZero();
            assertThat(Files.readString(media.resolve("book.pdf.txt"))).contains(pages);
        }

        private static long pagesOf(Path folder) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(file -> file.getFileName().toString().startsWith("page-"))
                        .count();
            } catch (IOException | UncheckedIOException changedMeanwhile) {
                return 0;
            }
        }

        @Test
        void offline_a_language_that_is_not_here_is_status_8() throws Exception {
            draw("page.png", "HALLO");

            Command command = command(media, "ocr", "--lang", "eng,deu", "--offline");

            assertThat(command.end()).isEqualTo(8);
            assertThat(media.resolve("page.png.txt")).doesNotExist();
        }
    }

    @Test
    void the_demo_shows_one_download_for_two_and_its_pause_and_prints_what_was_heard_each_time() throws Exception {
        for (int time = 1; time <= 2; time++) {
            Command demo = Command.start(folder, "demo");
            started.add(demo);

            assertThat(demo.end()).isZero();
            assertThat(String.join("\n", demo.out()))
                    .contains("not found. Starting download", "is already being downloaded", "is paused", "is resumed")
                    .contains("first.srt:", "alpha", "bravo", "charlie", "second.srt:", "delta");
        }
    }

    /** What says the same too often is taken for a model that has lost its way. */
    private static Word[] song(int length) {
        var words = List.of(Word.ALPHA, Word.BRAVO, Word.CHARLIE, Word.DELTA);
        return IntStream.range(0, length).mapToObj(at -> words.get(at % 4)).toArray(Word[]::new);
    }

    private Path sing(String name, Word... words) throws IOException {
        return Tones.of(STEP, words).writeWav(media.resolve(name));
    }

    private void draw(String name, String words) throws IOException {
        Scans.draw(media.resolve(name), words);
    }

    private Command command(Path path, String name, String... options) throws IOException {
        return command(Stream.concat(Stream.of(name, path.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private Command command(String... words) throws IOException {
        Stream<String> here = Stream.of(
                "--endpoint",
                hub.endpoint().toString(),
                "--hub-cache",
                folder.resolve("hub cache").toString());
        Command command =
                Command.start(folder, Stream.concat(here, Stream.of(words)).toArray(String[]::new));
        started.add(command);
        return command;
    }
}
