package io.headwater.speech.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WavSamplesTest {
    @Test
    void whoever_reads_notices_that_they_were_closed() {
        var sound = new Endless();
        var samples = new WavSamples(sound, new WavFrame(1, 2, false), Long.MAX_VALUE, new Resampling(Samples.RATE, 0));
        sound.samples = samples;

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> samples.read(new float[100_000], 0, 100_000));

        assertThat(sound.read).isLessThan(100_000);
    }

    /** In the middle of it somebody has had enough. */
    private static final class Endless extends InputStream {
        private @Nullable WavSamples samples;
        private int read;

        @Override
        public int read() throws IOException {
            if (++read == 10_000 && samples != null) {
                samples.close();
            }
            return 0;
        }
    }
}
