package io.headwater.speech.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headwater.jobs.JobException;
import io.headwater.models.SearchPath;
import io.headwater.testkit.Programs;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfmpegTest {
    private static final String[] PICTURE = {"-f", "lavfi", "-i", "color=s=64x64:r=5:d=4"};

    @TempDir
    private Path folder;

    private final AudioDecoder decoder = AudioDecoder.ofThisMachine();
    private Path wav;

    @BeforeEach
    void sing() throws IOException {
        assumeTrue(Programs.areHere("ffmpeg", "ffprobe"), "ffmpeg is not here");
        wav = Tones.of(Duration.ofSeconds(2), Word.ALPHA, Word.BRAVO).writeStereoWav(folder.resolve("song.wav"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "song.mp3",
                "song.m4a",
                "song.flac",
                "song.ogg",
                "song.mka",
                "-v song.mp3",
                "film.mp4",
                "film.mkv"
            })
    void whatever_ffmpeg_reads_is_heard_and_gone_on_with_to_the_sample(String name) throws Exception {
        Path file = name.startsWith("film") ? film(name) : converted(name);

        assertThat(decoder.look(file).audible()).isTrue();
        assertThat(decoder.look(file).milliseconds()).isBetween(3_900L, 4_200L);
        float[] whole = all(file, 0);
        assertThat(whole.length).isBetween(63_000, 67_000);
        assertThat(crossings(whole, 4_000, 28_000)).isBetween(1_180, 1_220);
        assertThat(crossings(whole, 36_000, 60_000)).isBetween(2_980, 3_020);
        assertThat(all(file, 31_999)).isEqualTo(Arrays.copyOfRange(whole, 31_999, whole.length));
    }

    @Test
    void a_film_without_sound_is_no_failure() throws Exception {
        Path film = folder.resolve("silent.mp4");
        ffmpeg(PICTURE, film.toString());

        assertThat(decoder.look(film).audible()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"film.mp4", "film.mkv", "film.flv"})
    void a_film_whose_sound_ends_before_its_picture_does_is_whole(String name) throws Exception {
        Path film = film(name, "60", "0");

        assertThatCode(() -> decoder.look(film).checkHeard(milliseconds(film))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"film.mp4", "film.mkv"})
    void words_that_come_late_in_a_film_are_heard_where_they_are_and_gone_on_with_to_the_sample(String name)
            throws Exception {
        Path film = film(name, "9", "5");

        float[] whole = all(film, 0);
        assertThat(crossings(whole, 0, 78_000)).isZero();
        assertThat(crossings(whole, 84_000, 108_000)).isBetween(1_180, 1_220);
        assertThat(crossings(whole, 116_000, 140_000)).isBetween(2_980, 3_020);
        for (int from : new int[] {40_000, 80_000, 111_999}) {
            assertThat(all(film, from)).isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
        }
        assertThatCode(() -> decoder.look(film).checkHeard(milliseconds(film))).doesNotThrowAnyException();
    }

    @Test
    void words_after_a_gap_are_heard_where_they_are() throws Exception {
        Path gap = folder.resolve("gap.mka");
        ffmpeg(new String[] {"-i", wav.toString(), "-af", "asetpts=if(gte(T\\,2)\\,PTS+3/TB\\,PTS)"}, gap.toString());

        float[] whole = all(gap, 0);
        assertThat(crossings(whole, 4_000, 28_000)).isBetween(1_180, 1_220);
        assertThat(crossings(whole, 84_000, 108_000)).isBetween(2_980, 3_020);
        assertThat(all(gap, 60_001)).isEqualTo(Arrays.copyOfRange(whole, 60_001, whole.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"film.mp4", "film.mkv", "song.flac"})
    void I06_a_recording_that_was_cut_is_not_whole(String name) throws Exception {
        Path whole = name.startsWith("film") ? film(name, "4", "0") : converted(name);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut-" + name), Arrays.copyOf(bytes, bytes.length * 85 / 100));

        assertThatThrownBy(() -> decoder.look(cut).checkHeard(milliseconds(cut)))
                .isInstanceOf(JobException.Invalid.class)
                .hasMessageMatching(".* cannot be heard: it ends (after 3 of 4 seconds|before it should)");
    }

    @Test
    void I06_a_song_with_a_picture_on_its_cover_that_was_cut_is_not_whole() throws Exception {
        Path whole = folder.resolve("song.mp3");
        var input = new ArrayList<>(List.of("-i", wav.toString()));
        input.addAll(List.of("-f", "lavfi", "-i", "color=s=64x64:d=0.04", "-map", "0:a", "-map", "1:v"));
        input.addAll(List.of("-c:v", "png", "-disposition:v", "attached_pic"));
        ffmpeg(input.toArray(String[]::new), whole.toString());
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.mp3"), Arrays.copyOf(bytes, bytes.length / 3));

        assertThatThrownBy(() -> decoder.look(cut).checkHeard(milliseconds(cut)))
                .isInstanceOf(JobException.Invalid.class)
                .hasMessageEndingWith("it ends after 1 of 4 seconds");
    }

    @Test
    void I06_what_is_no_recording_at_all_is_said_to_be_none() throws IOException {
        Path file = Files.writeString(folder.resolve("poem.mp3"), "roses are red");

        assertThatThrownBy(() -> decoder.look(file))
                .isInstanceOf(JobException.Invalid.class)
                .hasMessageContaining("poem.mp3 cannot be heard: ");
    }

    @Test
    void whoever_stops_listening_leaves_no_program_behind() throws Exception {
        Path file = converted("song.flac");
        Set<ProcessHandle> before = children();
        Samples samples = decoder.open(file, 0);
        Set<ProcessHandle> programs = children();
        programs.removeAll(before);
        samples.read(new float[10], 0, 10);
        samples.close();

        assertThat(programs).isNotEmpty();
        for (ProcessHandle program : programs) {
            program.onExit().get(120, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoever_is_interrupted_while_he_looks_leaves_no_program_behind() throws Exception {
        AudioDecoder hanging = hanging();
        Path film = Files.writeString(folder.resolve("film.mkv"), "moving pictures");
        Set<ProcessHandle> before = children();
        var end = new CompletableFuture<Throwable>();
        Thread looking = new Thread(() -> end.complete(catchThrowable(() -> hanging.look(film))));
        looking.start();
        Set<ProcessHandle> programs = Set.of();
        while (programs.isEmpty()) {
            Thread.onSpinWait();
            programs = children();
            programs.removeAll(before);
        }
        looking.interrupt();

        for (ProcessHandle program : programs) {
            program.onExit().get(60, TimeUnit.SECONDS);
        }
        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    private AudioDecoder hanging() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("ffmpeg", "ffprobe")) {
            Path program = Files.writeString(programs.resolve(name), "#!/bin/sh\nexec sleep 36000\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return AudioDecoder.on(new SearchPath(programs.toString()));
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private long milliseconds(Path file) throws IOException {
        return all(file, 0).length * 1000L / Samples.RATE;
    }

    private float[] all(Path file, long from) throws IOException {
        try (Samples samples = decoder.open(file, from)) {
            float[] heard = new float[200_000];
            return Arrays.copyOf(heard, samples.read(heard, 0, heard.length));
        }
    }

    /** Twice in each wave. */
    private static int crossings(float[] samples, int from, int to) {
        int count = 0;
        for (int index = from + 1; index < to; index++) {
            if (samples[index - 1] < 0 != samples[index] < 0) {
                count++;
            }
        }
        return count;
    }

    private Path converted(String name) throws Exception {
        Path file = folder.resolve(name);
        ffmpeg(new String[] {"-i", wav.toString()}, file.toString());
        return file;
    }

    private Path film(String name) throws Exception {
        return film(name, "4", "0");
    }

    private Path film(String name, String seconds, String silence) throws Exception {
        Path file = folder.resolve(name);
        var input = new ArrayList<>(List.of("-f", "lavfi", "-i", "color=s=64x64:r=5:d=" + seconds));
        input.addAll(List.of("-itsoffset", silence, "-i", wav.toString(), "-map", "0:v", "-map", "1:a"));
        if (name.endsWith("mp4")) {
            input.addAll(List.of("-movflags", "faststart")); // otherwise nothing can be read of a part
        }
        ffmpeg(input.toArray(String[]::new), file.toString());
        return file;
    }

    private void ffmpeg(String[] input, String output) throws Exception {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error"));
        command.addAll(List.of(input));
        command.add("file:" + output);
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
