package io.headwater.speech.audio;

import io.headwater.jobs.JobException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A WAV file with plain samples of any width and rate.
 *
 * @param rate frames in a second
 * @param start where the frames begin
 * @param frames how many there are
 * @param promised how many there should be
 */
record WavFile(Path file, WavFrame frame, int rate, long start, long frames, long promised) {
    private static final long UNKNOWN = 0xFFFF_0000L;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;

    /** Null when it is something else, or packed in a way that this class does not know. */
    static @Nullable WavFile look(Path file) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            String head = letters(in, 12);
            return head.startsWith("RIFF") && head.endsWith("WAVE") ? look(file, in) : null;
        } catch (EOFException tooShort) {
            return null;
        }
    }

    /** Why it was not looked at: no program would help with what is damaged. */
    static JobException whyNot(Path file) throws IOException {
        if (Files.size(file) == 0) {
            return AudioErrors.unreadable(file, "it is empty");
        }
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            String head = letters(in, 12);
            if (!head.startsWith("RIFF") || !head.endsWith("WAVE")) {
                return AudioErrors.noFfmpeg(file);
            }
            look(file, in);
            return AudioErrors.packed(file);
        } catch (EOFException tooShort) {
            return AudioErrors.unreadable(file, "it ends before its sound begins");
        }
    }

    private static @Nullable WavFile look(Path file, DataInputStream in) throws IOException {
        ByteBuffer format = null;
        long at = 12;
        while (true) {
            String name = letters(in, 4);
            long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            at += 8;
            if (name.equals("data")) {
                return format == null ? null : of(file, format, at, length);
            }
            long padded = length + length % 2;
            if (name.equals("fmt ") && length >= 16 && length < 1_000) {
                format = ByteBuffer.wrap(in.readNBytes((int) length)).order(ByteOrder.LITTLE_ENDIAN);
                padded -= length;
            }
            in.skipNBytes(padded);
            at += length + length % 2;
        }
    }

    private static @Nullable WavFile of(Path file, ByteBuffer format, long start, long promised) throws IOException {
        int kind = Short.toUnsignedInt(format.getShort(0));
        if (kind == EXTENSIBLE && format.limit() >= 26) {
            kind = Short.toUnsignedInt(format.getShort(24));
        }
        int channels = Short.toUnsignedInt(format.getShort(2));
        int rate = format.getInt(4);
        int bits = Short.toUnsignedInt(format.getShort(14));
        boolean known = kind == PCM ? bits == 8 || bits == 16 || bits == 24 || bits == 32 : kind == FLOAT && bits == 32;
        if (!known || channels == 0 || rate < 1_000 || rate > 768_000) {
            return null;
        }
        var frame = new WavFrame(channels, bits / 8, kind == FLOAT);
        long there = Files.size(file) - start;
        // Who records into a pipe cannot say beforehand how much it will be.
        boolean unknown = promised == 0 || promised >= UNKNOWN;
        long bytes = unknown ? there : promised;
        return new WavFile(file, frame, rate, start, Math.min(bytes, there) / frame.bytes(), bytes / frame.bytes());
    }

    /** Fails when it was cut off: that shows before any of it is heard. */
    Recording recording() {
        Recording recording = Recording.exactly(file, promised * 1000 / rate);
        recording.checkHeard(frames * 1000 / rate);
        return recording;
    }

    Samples open(long from) throws IOException {
        FileChannel channel = FileChannel.open(file);
        var resampling = new Resampling(rate, from);
        long first = Math.min(resampling.firstFrame(), frames);
        channel.position(start + first * frame.bytes());
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        return new WavSamples(in, frame, frames - first, resampling);
    }

    private static String letters(DataInputStream in, int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }
}
