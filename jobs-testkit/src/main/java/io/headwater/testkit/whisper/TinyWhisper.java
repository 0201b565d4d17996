package io.headwater.testkit.whisper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model of 2 MB that whisper.cpp really runs. It listens to one step of sound after the other and says one {@link Word}
 * to each: segment k lasts from {@code k * step} to 20 ms before {@code (k + 1) * step}. The same parameters give the same
 * bytes everywhere. A language it has not been told it takes for {@link #LANGUAGE}.
 *
 * <p>Notes should be equally loud, since loudness is relative within a window, and change at the steps.
 */
public final class TinyWhisper {
    /** What it takes every language for; not the first that comes to mind, so that a default does not pass for a finding. */
    public static final String LANGUAGE = "es";

    /** How many bands of frequencies the sound is divided into before the model sees it: one for each note. */
    private static final int BANDS = Word.sung().size();

    private static final int FREQUENCIES = 201;
    private static final int HERTZ_APART = 40;

    private static final int FRAMES_PER_SECOND = 50;
    private static final int LONGEST_CONTEXT = 1_500;

    private final int stepSeconds;
    private final int audioContext;
    private final int encoderLayers;

    private TinyWhisper(int stepSeconds, int audioContext, int encoderLayers) {
        if (stepSeconds < 1 || stepSeconds > 29) {
            throw new IllegalArgumentException("a step takes 1 to 29 seconds, not " + stepSeconds);
        }
        if (audioContext < stepSeconds * FRAMES_PER_SECOND || audioContext > LONGEST_CONTEXT) {
            throw new IllegalArgumentException("an audio context of %d frames does not fit steps of %d s, %d to %d do"
                    .formatted(audioContext, stepSeconds, stepSeconds * FRAMES_PER_SECOND, LONGEST_CONTEXT));
        }
        if (encoderLayers < 1 || encoderLayers > 64) {
            throw new IllegalArgumentException("an encoder has 1 to 64 layers, not " + encoderLayers);
        }
        this.stepSeconds = stepSeconds;
        this.audioContext = audioContext;
        this.encoderLayers = encoderLayers;
    }

    /** One word every so many seconds, and no more listening than that takes. */
    public static TinyWhisper ofSteps(int seconds) {
        return new TinyWhisper(seconds, seconds * FRAMES_PER_SECOND, 1);
    }

    /** @param frames of 20 ms that are looked at for each word: 1500, half a minute, in the models of everyday use */
    public TinyWhisper withAudioContext(int frames) {
        return new TinyWhisper(stepSeconds, frames, encoderLayers);
    }

    /**
     * The same answers after much more work, for tests that stop it meanwhile: further layers that change nothing.
     *
     * @param layers of the encoder in all, at most 64
     */
    public TinyWhisper withLayers(int layers) {
        return new TinyWhisper(stepSeconds, audioContext, layers);
    }

    public Path write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            write(out);
        }
        return file;
    }

    public byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try {
            write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing to fail, in memory", e);
        }
        return bytes.toByteArray();
    }

    private void write(OutputStream out) throws IOException {
        var shape = new Shape(Wiring.WIDTH, encoderLayers, 1, BANDS, audioContext);
        Map<String, Tensor> tensors = shape.tensors();
        new Wiring(tensors, stepSeconds * FRAMES_PER_SECOND).connect();
        try (var file = new GgmlWriter(out)) {
            file.header(shape);
            file.filters(bands());
            file.words(vocabulary());
            for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
                file.tensor(tensor.getKey(), tensor.getValue());
            }
        }
    }

    private static float[][] bands() {
        float[][] bands = new float[BANDS][FREQUENCIES];
        for (int band = 0; band < BANDS; band++) {
            Word word = Word.sung().get(band);
            for (int i = 0; i < FREQUENCIES; i++) {
                bands[band][i] = word.isSungAt(i * HERTZ_APART) ? 1 : 0;
            }
        }
        return bands;
    }

    /** A space alone must be among the words: whisper.cpp looks it up, and ends the process when there is none. */
    private static List<String> vocabulary() {
        var words = new ArrayList<String>();
        words.add(" ");
        for (Word word : Word.values()) {
            words.add(" " + word.text());
        }
        return words;
    }
}
