package io.headwater.speech.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResamplingTest {
    private static final int CROSSINGS = 16;

    /** 44101 has nothing in common with 16000, so that no two samples of a second lie alike between the frames. */
    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 44_101, 48_000, 96_000, 192_000, 767_999})
    void each_sample_is_what_the_filter_makes_of_the_frames_around_it(int rate) {
        var noise = new Random(1);
        for (long next : new long[] {0, 1, 7, 159, 160, 16_001, 3L * 3_600 * Samples.RATE + 1}) {
            var resampling = new Resampling(rate, next);
            long first = resampling.firstFrame();
            float[] frames = new float[(int) (resampling.lastFrame() - first) + 1];
            for (int index = 0; index < frames.length; index++) {
                frames[index] = noise.nextFloat() * 2 - 1;
            }

            assertThat(resampling.next(frames, first, frames.length))
                    .as("sample %d at %d Hz", next, rate)
                    .isCloseTo((float) filtered(frames, first, rate, next), within(1 / 32_768f));
        }
    }

    private static double filtered(float[] frames, long first, int rate, long next) {
        double cutoff = Math.min(1, (double) Samples.RATE / rate);
        double width = CROSSINGS / cutoff;
        double place = (double) next * rate / Samples.RATE;
        double sum = 0;
        for (int index = 0; index < frames.length; index++) {
            double distance = place - (first + index);
            double angle = Math.PI * distance * cutoff;
            double window = Math.abs(distance) < width ? 0.5 + 0.5 * Math.cos(Math.PI * distance / width) : 0;
            sum += frames[index] * cutoff * window * (angle == 0 ? 1 : Math.sin(angle) / angle);
        }
        return sum;
    }
}
