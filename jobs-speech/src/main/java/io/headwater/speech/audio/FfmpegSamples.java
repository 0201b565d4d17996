package io.headwater.speech.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What ffmpeg makes of a recording. */
final class FfmpegSamples implements Samples {
    /** What it says of a Matroska and of an MP4 file that was cut; it ends as if that was all. */
    private static final List<String> CUT_OFF = List.of("File ended prematurely", "partial file");

    private final Path file;
    private final Program program;
    private final InputStream in;
    private long dropped;
    private boolean heard;
    private volatile boolean closed;

    /** @param dropped how many samples are left out at the beginning */
    FfmpegSamples(Path file, Program program, long dropped) {
        this.file = file;
        this.program = program;
        this.in = new BufferedInputStream(program.output(), 1 << 16);
        this.dropped = dropped;
    }

    @Override
    public int read(float[] into, int offset, int length) throws IOException {
        byte[] bytes = next(2 * length);
        int count = bytes.length / 2;
        for (int index = 0; index < count; index++) {
            into[offset + index] = (short) (Byte.toUnsignedInt(bytes[2 * index]) | bytes[2 * index + 1] << 8) / 32_768f;
        }
        heard |= count > 0;
        if (count < length) {
            checkEnd();
        }
        return count;
    }

    private byte[] next(int length) throws IOException {
        try {
            in.skipNBytes(2 * dropped);
            dropped = 0;
            byte[] bytes = in.readNBytes(length);
            checkOpen();
            return bytes;
        } catch (IOException failure) {
            checkOpen();
            throw failure;
        }
    }

    /** A program that was ended while somebody read its output looks like one that came to its end. */
    private void checkOpen() {
        if (closed) {
            throw new CancellationException("nobody listens any more");
        }
    }

    /** A recording that is damaged ends early, and only the status of the program tells. */
    private void checkEnd() throws IOException {
        if (program.status() != 0) {
            throw AudioErrors.unreadable(file, program.complaint());
        }
        if (CUT_OFF.stream().anyMatch(program::complainsOf)) {
            throw AudioErrors.cutOff(file);
        }
        if (!heard && !program.complaint().isEmpty()) {
            throw AudioErrors.unreadable(file, program.complaint());
        }
    }

    @Override
    public void close() {
        closed = true;
        program.close();
    }
}
