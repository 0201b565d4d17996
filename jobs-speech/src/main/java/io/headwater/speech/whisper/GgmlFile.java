package io.headwater.speech.whisper;

import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Walks a model file: header, filters, vocabulary, and then each tensor, whose data is skipped. What the format leaves no
 * choice about is checked; whether the numbers are the right ones, only a digest can tell.
 *
 * <p>All numbers are of 32 bits, the least byte first. A tensor tells its number of dimensions, length of name, type,
 * dimensions (the fastest first) and name; its data follow at once.
 */
final class GgmlFile {
    private static final int MAGIC = 0x67676d6c;
    private static final int FREQUENCIES = 201;
    private static final int LONGEST_WORD = 1_024;
    private static final int LONGEST_NAME = 256;

    /** Of each type of tensor how many values make a block, and how many bytes that takes. */
    private static final Map<Integer, Block> BLOCKS = Map.ofEntries(
            Map.entry(0, new Block(1, 4)), // f32
            Map.entry(1, new Block(1, 2)), // f16
            Map.entry(2, new Block(32, 18)), // q4_0
            Map.entry(3, new Block(32, 20)), // q4_1
            Map.entry(6, new Block(32, 22)), // q5_0
            Map.entry(7, new Block(32, 24)), // q5_1
            Map.entry(8, new Block(32, 34)), // q8_0
            Map.entry(10, new Block(256, 84)), // q2_K
            Map.entry(11, new Block(256, 110)), // q3_K
            Map.entry(12, new Block(256, 144)), // q4_K
            Map.entry(13, new Block(256, 176)), // q5_K
            Map.entry(14, new Block(256, 210))); // q6_K

    private final GgmlReader file;

    private GgmlFile(GgmlReader file) {
        this.file = file;
    }

    /** @throws JobException when it is no whole model, saying what is wrong with it */
    static void check(Path model) {
        try (var reader = GgmlReader.open(model)) {
            new GgmlFile(reader).walk();
        } catch (Damage damage) {
            throw WhisperErrors.modelDamaged(model, damage.what);
        } catch (IOException e) {
            throw WhisperErrors.modelUnreadable(model, e);
        }
    }

    private void walk() throws IOException, Damage {
        Header header = header();
        filters(header.mels());
        vocabulary(header.vocabulary());
        tensors(header);
    }

    private Header header() throws IOException, Damage {
        if (file.int32("its header") != MAGIC) {
            throw new Damage("it does not begin as a model does, so it is something else");
        }
        int vocabulary = between(51_864, 51_866, "vocabulary size");
        int audioContext = between(1, 1_500, "audio context");
        int width = between(1, 4_096, "width of the encoder");
        int heads = between(1, width, "number of heads of the encoder");
        int encoderLayers = between(1, 64, "number of layers of the encoder");
        int textContext = between(8, 448, "text context");
        int textWidth = between(width, width, "width of the decoder");
        int textHeads = between(1, textWidth, "number of heads of the decoder");
        int decoderLayers = between(1, 64, "number of layers of the decoder");
        int mels = between(1, 256, "number of mel bands");
        if (width % heads != 0 || width % textHeads != 0) {
            throw new Damage("its header is damaged: a width of %d cannot be shared by %d and %d heads"
                    .formatted(width, heads, textHeads));
        }
        int type = file.int32("its header") % 1_000; // thousands are the version of the quantisation
        if (type < 0 || type > 14 || type == 5 || type == 6) {
            throw new Damage("its header is damaged: there is no file type " + type);
        }
        return new Header(vocabulary, audioContext, width, encoderLayers, textContext, decoderLayers, mels);
    }

    private int between(int least, int most, String what) throws IOException, Damage {
        int number = file.int32("its header");
        if (number < least || number > most) {
            throw new Damage("its header is damaged: the %s is %d".formatted(what, number));
        }
        return number;
    }

    private void filters(int mels) throws IOException, Damage {
        if (file.int32("the filters") != mels || file.int32("the filters") != FREQUENCIES) {
            throw new Damage("its filters are not of the size that its header tells");
        }
        file.skip(4L * mels * FREQUENCIES, "the filters");
    }

    /** It may be shorter than the header tells, but whisper.cpp ends the process when no word is a space alone. */
    private void vocabulary(int most) throws IOException, Damage {
        int words = file.int32("the vocabulary");
        if (words < 1 || words > most) {
            throw new Damage("its vocabulary is damaged: it has %d words".formatted(words));
        }
        boolean space = false;
        for (int i = 0; i < words; i++) {
            int length = file.int32("the vocabulary");
            if (length < 0 || length > LONGEST_WORD) {
                throw new Damage("its vocabulary is damaged: word %d has %d bytes".formatted(i, length));
            }
            space |= file.ascii(length, "the vocabulary").equals(" ");
        }
        if (!space) {
            throw new Damage("its vocabulary is damaged: no word is a space alone");
        }
    }

    private void tensors(Header header) throws IOException, Damage {
        Map<String, int[]> wanted = header.tensors();
        Set<String> missing = new HashSet<>(wanted.keySet());
        while (file.hasMore()) {
            String name = tensor(wanted);
            if (!missing.remove(name)) {
                throw new Damage("it has tensor %s twice".formatted(name));
            }
        }
        if (!missing.isEmpty()) {
            throw new Damage("%d of its %d tensors are missing, such as %s"
                    .formatted(
                            missing.size(),
                            wanted.size(),
                            missing.stream().sorted().findFirst().orElseThrow()));
        }
    }

    private String tensor(Map<String, int[]> wanted) throws IOException, Damage {
        long start = file.position();
        int dimensions = file.int32("a tensor");
        int nameLength = file.int32("a tensor");
        Block block = BLOCKS.get(file.int32("a tensor"));
        if (dimensions < 1 || dimensions > 3 || nameLength < 1 || nameLength > LONGEST_NAME || block == null) {
            throw new Damage("what stands at byte %d is no tensor".formatted(start));
        }
        int[] sizes = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = file.int32("a tensor");
        }
        String name = file.ascii(nameLength, "a tensor");
        int[] right = wanted.get(name);
        if (right == null) {
            throw new Damage("at byte %d is a tensor that does not belong there".formatted(start));
        }
        if (!Arrays.equals(sizes, right) || sizes[0] % block.values() != 0) {
            throw new Damage("tensor %s has the size %s instead of %s"
                    .formatted(name, Arrays.toString(sizes), Arrays.toString(right)));
        }
        long values = Arrays.stream(sizes).asLongStream().reduce(1, (a, b) -> a * b);
        file.skip(values / block.values() * block.bytes(), "tensor " + name);
        return name;
    }

    private record Block(int values, int bytes) {}

    private record Header(
            int vocabulary,
            int audioContext,
            int width,
            int encoderLayers,
            int textContext,
            int decoderLayers,
            int mels) {

        /** Every tensor that a model of this shape must have, with its size. */
        Map<String, int[]> tensors() {
            var tensors = new HashMap<String, int[]>();
            tensors.put("encoder.positional_embedding", new int[] {width, audioContext});
            tensors.put("encoder.conv1.weight", new int[] {3, mels, width});
            tensors.put("encoder.conv1.bias", new int[] {1, width});
            tensors.put("encoder.conv2.weight", new int[] {3, width, width});
            tensors.put("encoder.conv2.bias", new int[] {1, width});
            scaled(tensors, "encoder.ln_post", width);
            for (int i = 0; i < encoderLayers; i++) {
                attention(tensors, "encoder.blocks." + i + ".attn");
                feedForward(tensors, "encoder.blocks." + i);
            }
            tensors.put("decoder.positional_embedding", new int[] {width, textContext});
            tensors.put("decoder.token_embedding.weight", new int[] {width, vocabulary});
            scaled(tensors, "decoder.ln", width);
            for (int i = 0; i < decoderLayers; i++) {
                attention(tensors, "decoder.blocks." + i + ".attn");
                attention(tensors, "decoder.blocks." + i + ".cross_attn");
                feedForward(tensors, "decoder.blocks." + i);
            }
            return tensors;
        }

        private void attention(Map<String, int[]> tensors, String name) {
            scaled(tensors, name + "_ln", width);
            scaled(tensors, name + ".query", width, width);
            tensors.put(name + ".key.weight", new int[] {width, width}); // the one without a bias
            scaled(tensors, name + ".value", width, width);
            scaled(tensors, name + ".out", width, width);
        }

        private void feedForward(Map<String, int[]> tensors, String block) {
            scaled(tensors, block + ".mlp_ln", width);
            scaled(tensors, block + ".mlp.0", width, 4 * width);
            scaled(tensors, block + ".mlp.2", 4 * width, width);
        }

        /** Weights, and a bias for each of their rows. */
        private static void scaled(Map<String, int[]> tensors, String name, int... sizes) {
            tensors.put(name + ".weight", sizes);
            tensors.put(name + ".bias", new int[] {sizes[sizes.length - 1]});
        }
    }

    /** What is wrong with the file, as the end of a sentence. */
    static final class Damage extends Exception {
        private static final long serialVersionUID = 1L;

        private final String what;

        Damage(String what) {
            super(what);
            this.what = what;
        }
    }
}
