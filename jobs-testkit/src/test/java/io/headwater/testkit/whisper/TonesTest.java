package io.headwater.testkit.whisper;

import static io.headwater.testkit.whisper.Word.ALPHA;
import static io.headwater.testkit.whisper.Word.BRAVO;
import static io.headwater.testkit.whisper.Word.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.time.Duration;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TonesTest {
    @TempDir
    private Path folder;

    private final Tones tones =
            Tones.of(Duration.ofMillis(500), ALPHA, QUIET, BRAVO).repeated(2);

    @Test
    void they_last_as_long_as_they_say() {
        assertThat(tones.length()).isEqualTo(Duration.ofSeconds(3));
        assertThat(tones.samples()).hasSize(48_000);
    }

    @Test
    void each_note_swings_as_often_as_it_should() {
        float[] samples = tones.samples();

        assertThat(swings(samples, 0)).isEqualTo(200);
        assertThat(swings(samples, 8_000)).isZero();
        assertThat(swings(samples, 16_000)).isEqualTo(500);
        assertThat(swings(samples, 24_000)).isEqualTo(200);
    }

    @Test
    void the_wav_for_engines_holds_the_samples() throws Exception {
        ShortBuffer wav = read(tones.writeWav(folder.resolve("a.wav")), 16_000, 1);

        float[] samples = tones.samples();
        assertThat(wav.remaining()).isEqualTo(samples.length);
        for (int i = 0; i < samples.length; i++) {
            assertThat(wav.get(i)).isEqualTo((short) Math.round(samples[i] * Short.MAX_VALUE));
        }
    }

    @Test
    void the_wav_with_two_channels_has_its_notes_on_the_left_and_the_right_in_turn() throws Exception {
        ShortBuffer wav = read(tones.writeStereoWav(folder.resolve("a.wav")), 44_100, 2);

        assertThat(wav.remaining()).isEqualTo(3 * 44_100 * 2);
        int half = 44_100; // of a second, times two channels
        assertThat(loud(wav, 0, half, 0)).isTrue();
        assertThat(loud(wav, 0, half, 1)).isFalse();
        assertThat(loud(wav, 3 * half, 4 * half, 0)).isFalse();
        assertThat(loud(wav, 3 * half, 4 * half, 1)).isTrue();
    }

    /** How often it goes from below zero to zero or above, within half a second. */
    private static int swings(float[] samples, int from) {
        int swings = Math.abs(samples[from]) < 1e-6 && samples[from + 1] > 0 ? 1 : 0;
        for (int i = from + 1; i < from + 8_000; i++) {
            // The sine of a whole number of turns is not exactly zero.
            swings += samples[i - 1] < -1e-6 && samples[i] >= -1e-6 ? 1 : 0;
        }
        return swings;
    }

    private static boolean loud(ShortBuffer wav, int from, int to, int channel) {
        for (int i = from + channel; i < to; i += 2) {
            if (Math.abs(wav.get(i)) > 10_000) {
                return true;
            }
        }
        return false;
    }

    private static ShortBuffer read(Path file, int rate, int channels)
            throws IOException, UnsupportedAudioFileException {
        try (var in = AudioSystem.getAudioInputStream(file.toFile())) {
            AudioFormat format = in.getFormat();
            assertThat(format.getSampleRate()).isEqualTo(rate);
            assertThat(format.getChannels()).isEqualTo(channels);
            assertThat(format.getSampleSizeInBits()).isEqualTo(16);
            return ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer();
        }
    }
}
