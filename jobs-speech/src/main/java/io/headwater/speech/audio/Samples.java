package io.headwater.speech.audio;

import java.io.Closeable;
import java.io.IOException;

/** The sound of a recording, from one place of it to its end, as engines want to hear it. Blocks. */
public interface Samples extends Closeable {
    /** How many there are of a second. */
    int RATE = 16_000;

    /**
     * Fills a part of an array, as far as the recording goes on.
     *
     * @return how many were put there; fewer than asked for only at the end
     * @throws java.util.concurrent.CancellationException when they are closed, before or meanwhile
     */
    int read(float[] into, int offset, int length) throws IOException;

    /** From any thread, and at once: whoever reads is not waited for. */
    @Override
    void close() throws IOException;
}
