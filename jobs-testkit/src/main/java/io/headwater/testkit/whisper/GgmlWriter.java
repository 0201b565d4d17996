package io.headwater.testkit.whisper;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes the parts of a model file, in the order in which whisper.cpp wants them. */
final class GgmlWriter implements AutoCloseable {
    private static final int MAGIC = 0x67676d6c;
    private static final int MATRICES_IN_16_BITS = 1;

    private final LittleEndian out;

    GgmlWriter(OutputStream out) {
        this.out = new LittleEndian(new BufferedOutputStream(out, 1 << 16));
    }

    void header(Shape shape) throws IOException {
        int heads = 1;
        int[] numbers = {
            MAGIC,
            Shape.VOCABULARY,
            shape.audioContext(),
            shape.width(),
            heads,
            shape.encoderLayers(),
            Shape.TEXT_CONTEXT,
            shape.width(),
            heads,
            shape.decoderLayers(),
            shape.bands(),
            MATRICES_IN_16_BITS
        };
        for (int number : numbers) {
            out.int32(number);
        }
    }

    /** How much each band takes of each of the frequencies of a spectrum. */
    void filters(float[][] bands) throws IOException {
        out.int32(bands.length);
        out.int32(bands[0].length);
        for (float[] band : bands) {
            for (float share : band) {
                out.float32(share);
            }
        }
    }

    /** May be shorter than the vocabulary: the runtime makes up the rest. */
    void words(List<String> words) throws IOException {
        out.int32(words.size());
        for (String word : words) {
            out.int32(word.length());
            out.ascii(word);
        }
    }

    void tensor(String name, Tensor tensor) throws IOException {
        out.int32(tensor.sizes().length);
        out.int32(name.length());
        out.int32(tensor.half() ? 1 : 0);
        for (int size : tensor.sizes()) {
            out.int32(size);
        }
        out.ascii(name);
        for (float value : tensor.values()) {
            if (tensor.half()) {
                out.float16(value);
            } else {
                out.float32(value);
            }
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
