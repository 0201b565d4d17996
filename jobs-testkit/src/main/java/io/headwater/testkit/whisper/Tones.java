package io.headwater.testkit.whisper;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Sound made of notes of equal length and loudness; it is computed while it is written, so hours of it need no memory.
 *
 * <p>Over a {@link TinyWhisper} of the same step each note becomes one segment, 20 ms shorter than the step.
 */
public final class Tones {
    private static final double LOUDNESS = 0.5;
    private static final int SPEECH_RATE = 16_000;
    private static final int MUSIC_RATE = 44_100;

    private final Duration each;
    private final List<Word> words;
    private final int times;

    private Tones(Duration each, List<Word> words, int times) {
        this.each = each;
        this.words = words;
        this.times = times;
    }

    public static Tones of(Duration each, Word... words) {
        if (words.length == 0 || each.isZero() || each.isNegative()) {
            throw new IllegalArgumentException(
                    "sound needs words and some time for each, was %d of %s".formatted(words.length, each));
        }
        return new Tones(each, List.of(words), 1);
    }

    /** The whole of it over and over. */
    public Tones repeated(int times) {
        return new Tones(each, words, Math.multiplyExact(this.times, times));
    }

    public Duration length() {
        return each.multipliedBy((long) words.size() * times);
    }

    /** As an engine takes it: 16 kHz, one channel. */
    public float[] samples() {
        float[] samples = new float[Math.toIntExact(count(SPEECH_RATE))];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) at(i, SPEECH_RATE);
        }
        return samples;
    }

    /** 16 kHz, one channel, 16 bit: what an engine can take as it is. */
    public Path writeWav(Path file) throws IOException {
        try (var out = new LittleEndian(new BufferedOutputStream(Files.newOutputStream(file)))) {
            long count = count(SPEECH_RATE);
            wavHeader(out, 1, SPEECH_RATE, count);
            for (long i = 0; i < count; i++) {
                out.int16(pcm(at(i, SPEECH_RATE)));
            }
        }
        return file;
    }

    /**
     * 44.1 kHz, two channels, 16 bit: must be converted. The notes come from the left and the right in turn, so that who
     * drops a channel, or takes two for one, hears other words.
     */
    public Path writeStereoWav(Path file) throws IOException {
        try (var out = new LittleEndian(new BufferedOutputStream(Files.newOutputStream(file)))) {
            long count = count(MUSIC_RATE);
            wavHeader(out, 2, MUSIC_RATE, count);
            for (long i = 0; i < count; i++) {
                int value = pcm(at(i, MUSIC_RATE));
                boolean left = note(i, MUSIC_RATE) % 2 == 0;
                out.int16(left ? value : 0);
                out.int16(left ? 0 : value);
            }
        }
        return file;
    }

    private static void wavHeader(LittleEndian out, int channels, int rate, long count) throws IOException {
        int bytesOfAll = Math.toIntExact(count * channels * Short.BYTES);
        out.ascii("RIFF");
        out.int32(36 + bytesOfAll);
        out.ascii("WAVEfmt ");
        out.int32(16);
        out.int16(1); // plain PCM
        out.int16(channels);
        out.int32(rate);
        out.int32(rate * channels * Short.BYTES);
        out.int16(channels * Short.BYTES);
        out.int16(Short.SIZE);
        out.ascii("data");
        out.int32(bytesOfAll);
    }

    private long count(int rate) {
        return samplesOf(length(), rate);
    }

    private long note(long sample, int rate) {
        return sample / samplesOf(each, rate);
    }

    private double at(long sample, int rate) {
        int hertz = words.get((int) (note(sample, rate) % words.size())).hertz();
        // A whole second holds whole waves, so the remainder gives the same value and keeps its precision for hours.
        return LOUDNESS * Math.sin(2 * Math.PI * hertz * (sample % rate) / rate);
    }

    private static long samplesOf(Duration time, int rate) {
        return time.toMillis() * rate / 1_000;
    }

    private static int pcm(double value) {
        return (int) Math.round(value * Short.MAX_VALUE);
    }
}
