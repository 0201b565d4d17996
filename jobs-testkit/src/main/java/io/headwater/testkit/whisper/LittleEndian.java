package io.headwater.testkit.whisper;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Numbers with their least byte first, as WAV and model files have them. */
final class LittleEndian implements AutoCloseable {
    private final OutputStream out;

    LittleEndian(OutputStream out) {
        this.out = out;
    }

    void int16(int value) throws IOException {
        out.write(value);
        out.write(value >> 8);
    }

    void int32(int value) throws IOException {
        int16(value);
        int16(value >> 16);
    }

    void float32(float value) throws IOException {
        int32(Float.floatToRawIntBits(value));
    }

    /** In 16 bits: eleven of precision, none beyond 65504. Java brings this only with 20. */
    void float16(float value) throws IOException {
        int exponent = Math.max(Math.getExponent(value), -14);
        int bits = 0;
        if (value != 0) {
            int digits = (int) Math.rint(Math.scalb(Math.abs((double) value), 10 - exponent));
            // The leading one is not stored; but where rounding makes it two, adding carries it into the exponent.
            bits = ((exponent + 14) << 10) + digits;
        }
        if (bits >= 0x7c00) {
            throw new IllegalArgumentException(value + " is too large for 16 bits");
        }
        int16(value < 0 ? bits | 0x8000 : bits);
    }

    void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
