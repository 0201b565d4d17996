package io.headwater.testkit.whisper;

import java.util.LinkedHashMap;
import java.util.Map;

/** How large a model is, and so which tensors it consists of. */
record Shape(int width, int encoderLayers, int decoderLayers, int bands, int audioContext) {
    /** That of the models for many languages; the runtime knows by it which token means what. */
    static final int VOCABULARY = 51_865;

    static final int TEXT_CONTEXT = 448;

    /** All of zeros, but for the gains of the norms, which are one. */
    Map<String, Tensor> tensors() {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("encoder.positional_embedding", Tensor.full(width, audioContext));
        tensors.put("encoder.conv1.weight", Tensor.half(3, bands, width));
        tensors.put("encoder.conv1.bias", Tensor.full(1, width));
        tensors.put("encoder.conv2.weight", Tensor.half(3, width, width));
        tensors.put("encoder.conv2.bias", Tensor.full(1, width));
        norm(tensors, "encoder.ln_post");
        for (int layer = 0; layer < encoderLayers; layer++) {
            String block = "encoder.blocks." + layer;
            attention(tensors, block + ".attn");
            neurons(tensors, block);
        }
        tensors.put("decoder.positional_embedding", Tensor.full(width, TEXT_CONTEXT));
        tensors.put("decoder.token_embedding.weight", Tensor.half(width, VOCABULARY));
        norm(tensors, "decoder.ln");
        for (int layer = 0; layer < decoderLayers; layer++) {
            String block = "decoder.blocks." + layer;
            attention(tensors, block + ".attn");
            attention(tensors, block + ".cross_attn");
            neurons(tensors, block);
        }
        return tensors;
    }

    private void norm(Map<String, Tensor> tensors, String name) {
        Tensor gain = Tensor.full(width);
        gain.fill(1);
        tensors.put(name + ".weight", gain);
        tensors.put(name + ".bias", Tensor.full(width));
    }

    private void attention(Map<String, Tensor> tensors, String name) {
        norm(tensors, name + "_ln");
        for (String part : new String[] {"query", "key", "value", "out"}) {
            tensors.put(name + "." + part + ".weight", Tensor.half(width, width));
            if (!part.equals("key")) {
                tensors.put(name + "." + part + ".bias", Tensor.full(width));
            }
        }
    }

    private void neurons(Map<String, Tensor> tensors, String block) {
        norm(tensors, block + ".mlp_ln");
        tensors.put(block + ".mlp.0.weight", Tensor.half(width, 4 * width));
        tensors.put(block + ".mlp.0.bias", Tensor.full(4 * width));
        tensors.put(block + ".mlp.2.weight", Tensor.half(4 * width, width));
        tensors.put(block + ".mlp.2.bias", Tensor.full(width));
    }
}
