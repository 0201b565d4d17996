package io.headwater.speech;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.JobException;
import io.headwater.jobs.JobId;
import io.headwater.models.SearchPath;
import io.headwater.speech.audio.AudioDecoder;
import io.headwater.speech.audio.Samples;
import io.headwater.speech.transcript.Format;
import io.headwater.speech.transcript.Segment;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final ModelFile EARS = new ModelFile(Path.of("ears.bin"), "ears", "0");

    @TempDir
    private Path folder;

    private final AudioDecoder decoder = AudioDecoder.withoutFfmpeg();
    private Medium medium;

    @BeforeEach
    void sing() throws IOException {
        Path file = Tones.of(Duration.ofSeconds(5), Word.ALPHA).repeated(8).writeWav(folder.resolve("song.wav"));
        medium = new Medium(file, new Outputs(folder.resolve("song"), Set.of(Format.TXT), new JobId(1)));
    }

    @Test
    void a_sentence_as_long_as_the_window_is_heard_although_it_may_go_on() throws IOException {
        var parrot = new Parrot(
                List.of(new Segment(0, 800, "Okay."), new Segment(800, 29_700, "A long sentence.")),
                List.of(new Segment(0, 10_300, "The end.")));

        assertThat(heard(parrot)).containsExactly("Okay.", "A long sentence.", "The end.");
        assertThat(parrot.lengths).containsExactly(30_000, 10_300);
    }

    @Test
    void a_sentence_that_may_go_on_is_heard_from_its_beginning_in_the_next_window() throws IOException {
        var parrot = new Parrot(
                List.of(new Segment(0, 1_000, "Okay."), new Segment(1_000, 29_700, "A sentence that")),
                List.of(new Segment(0, 29_300, "A sentence that goes on.")),
                List.of(new Segment(0, 9_700, "The end.")));

        assertThat(heard(parrot)).containsExactly("Okay.", "A sentence that goes on.", "The end.");
        assertThat(parrot.lengths).containsExactly(30_000, 30_000, 9_700);
    }

    @Test
    void a_model_that_has_lost_its_way_within_a_window_is_not_written_down_for_ever() throws IOException {
        assertThat(heard(new Parrot(thanks(29), thanks(11)))).hasSize(8).containsOnly("Thank you.");
    }

    private static List<Segment> thanks(int seconds) {
        return IntStream.range(0, seconds)
                .mapToObj(second -> new Segment(1_000L * second, 1_000L * second + 1_000, "Thank you."))
                .toList();
    }

    @Test
    void a_recording_that_cannot_be_opened_any_more_holds_no_file_open() throws IOException {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "Linux alone tells which files are open");
        Position position = afterOneWindow();
        FileTime changed = Files.getLastModifiedTime(medium.file());
        Files.write(medium.file(), new byte[(int) Files.size(medium.file())]);
        Files.setLastModifiedTime(medium.file(), changed);

        assertThatThrownBy(() -> open(position)).isInstanceOf(JobException.class);

        assertThat(openFiles()).noneMatch(file -> file.startsWith(folder));
    }

    private Position afterOneWindow() throws IOException {
        try (Listening listening = open(Position.START)) {
            listening.hear(new Parrot(List.of(new Segment(0, 29_000, "Okay."))));
            return listening.position(Position.START);
        }
    }

    private static List<Path> openFiles() throws IOException {
        var files = new ArrayList<Path>();
        try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                try {
                    files.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException closed) {
                    // It was another's, and he has done with it.
                }
            }
        }
        return files;
    }

    @Test
    void whoever_stops_waits_for_no_program() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell here");
        Files.writeString(medium.file(), "a film, so that a program is needed");
        Listening listening = Listening.open(medium, EARS, Language.AUTO, Position.START, hanging());
        var hearing = new Parrot();
        var end = new CompletableFuture<Throwable>();
        new Thread(() -> end.complete(catchThrowable(() -> listening.hear(hearing)))).start();

        runAsync(() -> assertThatCode(listening::close).doesNotThrowAnyException())
                .get(60, TimeUnit.SECONDS);

        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
    }

    /** Programs that say nothing for hours. */
    private AudioDecoder hanging() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("ffmpeg", "ffprobe")) {
            Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\nexec sleep 36000\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return AudioDecoder.on(new SearchPath(programs.toString()));
    }

    private List<String> heard(SpeechEngine.Session session) throws IOException {
        try (Listening listening = open(Position.START)) {
            while (listening.hear(session)) {
                assertThat(listening.milliseconds()).isPositive();
            }
            listening.finish(decoder.look(medium.file()));
        }
        return Files.readAllLines(medium.outputs().in(Format.TXT));
    }

    private Listening open(Position position) throws IOException {
        return Listening.open(medium, EARS, Language.AUTO, position, decoder);
    }

    /** Says of each window what it was taught to say, and notes how many milliseconds of it there were. */
    private static final class Parrot implements SpeechEngine.Session {
        private final List<List<Segment>> answers;
        private final List<Integer> lengths = new ArrayList<>();

        @SafeVarargs
        Parrot(List<Segment>... answers) {
            this.answers = List.of(answers);
        }

        @Override
        public SpeechEngine.Heard transcribe(float[] window, int samples, @Nullable String language) {
            lengths.add(samples * 1_000 / Samples.RATE);
            return new SpeechEngine.Heard(answers.get(lengths.size() - 1), "en");
        }

        @Override
        public void close() {}
    }
}
