package io.headwater.speech.audio;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CancellationException;

/** Reads frames and hands out samples. */
final class WavSamples implements Samples {
    private final InputStream in;
    private final WavFrame frame;
    private final Resampling resampling;
    private final long end;
    private final byte[] bytes;

    // The frames that the next sample needs, the number of the first of them, and how many are there.
    private final float[] held;
    private long first;
    private int count;
    private volatile boolean closed;

    /** @param left how many frames the stream holds, the first of which is the first that is needed */
    WavSamples(InputStream in, WavFrame frame, long left, Resampling resampling) {
        this.in = in;
        this.frame = frame;
        this.resampling = resampling;
        this.first = resampling.firstFrame();
        this.end = first + left;
        this.bytes = new byte[frame.bytes()];
        this.held = new float[resampling.most()];
    }

    @Override
    public int read(float[] into, int offset, int length) throws IOException {
        for (int done = 0; done < length; done++) {
            if (!resampling.isWithin(end)) {
                return done;
            }
            into[offset + done] = next();
        }
        return length;
    }

    private float next() throws IOException {
        try {
            checkOpen();
            fill();
            return resampling.next(held, first, count);
        } catch (IOException failure) {
            checkOpen();
            throw failure;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new CancellationException("nobody listens any more");
        }
    }

    private void fill() throws IOException {
        int gone = (int) Math.min(resampling.firstFrame() - first, count);
        System.arraycopy(held, gone, held, 0, count - gone);
        first += gone;
        count -= gone;
        while (first + count <= Math.min(resampling.lastFrame(), end - 1)) {
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new IOException("the file has become shorter while it was read");
            }
            if (first + count < resampling.firstFrame()) {
                first++; // faster than ours, so that nobody needs this one
            } else {
                held[count++] = frame.mixed(bytes);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        in.close();
    }
}
