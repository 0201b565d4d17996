package io.headwater.speech.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavFileTest {
    private static final int PCM = 1;
    private static final int FLOAT = 3;

    @TempDir
    private Path folder;

    private final AudioDecoder decoder = AudioDecoder.withoutFfmpeg();

    @ParameterizedTest
    @CsvSource({
        "1,8,16000,1",
        "1,16,16000,1",
        "1,24,16000,2",
        "1,32,16000,1",
        "3,32,16000,2",
        "1,16,44100,2",
        "1,16,8000,1",
        "1,16,48000,1"
    })
    void a_tone_is_heard_as_loud_and_as_long_as_it_is(int kind, int bits, int rate, int channels) throws IOException {
        Path file = tone(kind, bits, rate, channels, 440, 2);

        assertThat(decoder.look(file).milliseconds()).isEqualTo(2_000);
        float[] heard = all(file, 0);
        assertThat(heard).hasSize(32_000);
        assertThat(loudness(heard)).isCloseTo(0.5 / Math.sqrt(2), within(0.01));
        assertThat(strength(heard, 440)).isCloseTo(0.5, within(0.01));
    }

    /** A rate of 16 kHz cannot carry 10 kHz; carelessly thinned out it would be heard as 6 kHz. */
    @Test
    void a_tone_too_high_for_the_rate_is_not_heard_as_another() throws IOException {
        assertThat(loudness(all(tone(PCM, 16, 44_100, 1, 10_000, 1), 0))).isLessThan(0.005);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_000, 44_100, 8_000})
    void whoever_goes_on_in_the_middle_hears_the_very_same(int rate) throws IOException {
        Path file = tone(PCM, 16, rate, 2, 440, 2);
        float[] whole = all(file, 0);

        for (int from : new int[] {1, 7_919, 16_000, 31_999, 32_000}) {
            assertThat(all(file, from)).isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
        }
    }

    @Test
    void what_a_recorder_could_not_note_down_any_more_is_counted() throws IOException {
        Path file = tone(PCM, 16, 16_000, 1, 440, 1);
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
        Files.write(file, bytes);

        assertThat(decoder.look(file).milliseconds()).isEqualTo(1_000);
        assertThat(all(file, 0)).hasSize(16_000);
    }

    @Test
    void I06_one_that_was_cut_by_a_little_is_refused_before_it_is_heard() throws IOException {
        Path file = tone(PCM, 16, 16_000, 1, 440, 2);
        byte[] bytes = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(bytes, bytes.length - 32_000 * 15 / 100));
        assertThatThrownBy(() -> decoder.look(file))
                .isInstanceOf(JobException.Invalid.class)
                .hasMessageEndingWith("it ends after 1 of 2 seconds");

        Files.write(file, Arrays.copyOf(bytes, bytes.length - 44)); // as of a recorder that counted the head, too
        assertThat(decoder.look(file).milliseconds()).isEqualTo(2_000);
    }

    @Test
    void what_is_no_wav_file_needs_ffmpeg_and_the_error_says_how_to_get_it() throws IOException {
        Path film = Files.writeString(folder.resolve("film.mkv"), "no sound yet");

        assertThatThrownBy(() -> decoder.look(film)).isInstanceOfSatisfying(JobException.class, failure -> {
            assertThat(failure.code().name()).isEqualTo("TOOL_MISSING");
            assertThat(failure)
                    .hasMessage(
                            film
                                    + " is no WAV file, and the program ffmpeg, which reads all others, is not on this machine");
            assertThat(failure.hint())
                    .isEqualTo("Install it: apt-get install ffmpeg, brew install ffmpeg, or winget install ffmpeg.");
        });
    }

    @Test
    void I06_one_that_is_damaged_is_no_reason_to_install_anything() throws IOException {
        byte[] whole = Files.readAllBytes(tone(1, 16, 16_000, 1, 440, 1));
        Path empty = Files.createFile(folder.resolve("empty.wav"));
        Path cut = Files.write(folder.resolve("cut.wav"), Arrays.copyOf(whole, 30));

        assertThat(failure(empty).code()).isEqualTo(ErrorCode.INPUT);
        assertThat(failure(empty).getMessage()).endsWith("it is empty");
        assertThat(failure(cut).code()).isEqualTo(ErrorCode.INPUT);
        assertThat(failure(cut).getMessage()).endsWith("it ends before its sound begins");
    }

    @Test
    void one_that_is_packed_needs_ffmpeg_and_is_a_WAV_file_all_the_same() throws IOException {
        JobException packed = failure(tone(2, 16, 16_000, 1, 440, 1));

        assertThat(packed.code().name()).isEqualTo("TOOL_MISSING");
        assertThat(packed.getMessage()).contains("is packed in a way that needs the program ffmpeg");
        assertThat(packed.hint()).contains("apt-get install ffmpeg");
    }

    private JobException failure(Path file) {
        return (JobException) catchThrowable(() -> decoder.look(file));
    }

    private float[] all(Path file, long from) throws IOException {
        try (Samples samples = decoder.open(file, from)) {
            float[] heard = new float[100_000];
            int first = samples.read(heard, 0, 1_000);
            return Arrays.copyOf(heard, first + (first < 1_000 ? 0 : samples.read(heard, first, heard.length - first)));
        }
    }

    private static double loudness(float[] samples) {
        double sum = 0;
        for (float sample : samples) {
            sum += sample * sample;
        }
        return Math.sqrt(sum / samples.length);
    }

    /** How much of a tone there is in it. */
    private static double strength(float[] samples, double hertz) {
        double sine = 0;
        double cosine = 0;
        for (int index = 0; index < samples.length; index++) {
            double angle = 2 * Math.PI * hertz * index / Samples.RATE;
            sine += samples[index] * Math.sin(angle);
            cosine += samples[index] * Math.cos(angle);
        }
        return 2 * Math.hypot(sine, cosine) / samples.length;
    }

    private Path tone(int kind, int bits, int rate, int channels, int hertz, int seconds) throws IOException {
        int frames = rate * seconds;
        int width = bits / 8;
        ByteBuffer wav = ByteBuffer.allocate(44 + frames * channels * width).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wav.capacity() - 8);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) kind).putShort((short) channels).putInt(rate).putInt(rate * channels * width);
        wav.putShort((short) (channels * width)).putShort((short) bits);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(frames * channels * width);
        for (int frame = 0; frame < frames; frame++) {
            double value = 0.5 * Math.sin(2 * Math.PI * hertz * frame / rate);
            for (int channel = 0; channel < channels; channel++) {
                put(wav, kind, bits, value);
            }
        }
        return Files.write(folder.resolve("tone.wav"), wav.array());
    }

    private static void put(ByteBuffer wav, int kind, int bits, double value) {
        if (kind == FLOAT) {
            wav.putFloat((float) value);
            return;
        }
        long number = Math.round(value * (1L << (bits - 1)));
        if (bits == 8) {
            wav.put((byte) (number + 128));
        } else {
            for (int shift = 0; shift < bits; shift += 8) {
                wav.put((byte) (number >> shift));
            }
        }
    }
}
