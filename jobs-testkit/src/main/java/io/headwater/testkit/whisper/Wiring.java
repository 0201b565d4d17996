package io.headwater.testkit.whisper;

import java.util.Map;

/**
 * Sets by hand what training would find, in one layer that hears and one that speaks.
 *
 * <p><b>Hearing.</b> The first dimensions of each frame say how far a band stands out from the others; one more tells the
 * frames of the first step from the later ones. <b>Speaking.</b> Attention looks at the marked frames alone and carries
 * their bands over, as votes for the words. Neurons, one for each kind of token that may have been said last, vote for what
 * follows it: the beginning of the segment, a word, its end, where the next one begins, the end of the text. The votes meet
 * the tokens in the embedding, which is read from both sides: it says of a token what it is when heard, and what calls for
 * it. Attention to what was said before is zero, so neither place nor prompt plays a role.
 *
 * <p>The end of a segment is said twice, as its own end and as the beginning of the next: to a single one, newer runtimes
 * answer that the rest of the window is silent.
 *
 * <p><b>Norms.</b> They take the mean off and divide by the spread. So whatever is set is balanced with its negative, which
 * keeps the mean at zero, and a pair of large opposite constants dominates the spread, which makes the division one by a
 * number known here.
 */
final class Wiring {
    /** Dimensions of the model: ten votes, six kinds of last tokens, and the pair for the norms. */
    static final int WIDTH = Vote.values().length + Last.values().length + 2;

    private static final int NEURONS = 4 * WIDTH;
    private static final int PLUS = WIDTH - 2;
    private static final int MINUS = WIDTH - 1;

    /** In the encoder, behind the bands; and its negative. */
    private static final int MARK = Word.sung().size();

    private static final int UNMARK = MARK + 1;

    private static final float PAIR_OF_ENCODER = 20;
    private static final float PAIR_OF_DECODER = 8;

    /** What calls for a token; words first, in their order. */
    private enum Vote {
        ALPHA,
        BRAVO,
        CHARLIE,
        DELTA,
        QUIET,
        BEGIN,
        CLOSE,
        NEXT,
        END,
        LANGUAGE;

        int dimension() {
            return ordinal();
        }
    }

    /** What kind of token was said last. */
    private enum Last {
        TASK,
        BEGIN,
        WORD,
        CLOSE,
        NEXT,
        START;

        int dimension() {
            return Vote.values().length + ordinal();
        }

        int neuron() {
            return ordinal();
        }
    }

    /** Numbers that the runtime knows by the size of the vocabulary. */
    private static final class Token {
        /** Behind the lone space. */
        static final int FIRST_WORD = 1;

        static final int END = 50_257;
        static final int START = 50_258;
        static final int SPANISH = 50_262;
        static final int TRANSLATE = 50_358;
        static final int TRANSCRIBE = 50_359;
        static final int WITHOUT_TIMES = 50_363;
        /** The next one is 20 ms later, and so on. */
        static final int TIME_ZERO = 50_364;
    }

    private final Map<String, Tensor> tensors;
    private final int step;

    /** @param step in frames of 20 ms */
    Wiring(Map<String, Tensor> tensors, int step) {
        this.tensors = tensors;
        this.step = step;
    }

    void connect() {
        hearTheBands();
        markTheStep();
        lookAtTheMarkedFrames();
        holdTheNormsOfTheDecoder();
        decideWhatFollows();
        letOnlyVotesCount();
        nameTheTokens();
    }

    /** A band counts by how far it is above the mean of the others; what is less than clear, not at all. */
    private void hearTheBands() {
        int bands = Word.sung().size();
        int middle = 1;
        float gain = 4;
        float leastDifference = 0.6f;
        for (int band = 0; band < bands; band++) {
            for (int other = 0; other < bands; other++) {
                at("encoder.conv1.weight").set(band, other, middle, other == band ? gain : -gain / (bands - 1));
            }
            at("encoder.conv1.bias").set(band, 0, -gain * leastDifference);
            at("encoder.conv2.weight").set(band, band, middle, 1 / gain);
        }
    }

    private void markTheStep() {
        Tensor places = at("encoder.positional_embedding");
        for (int frame = 0; frame < places.sizes()[1]; frame++) {
            float mark = frame < step ? 4 : -4;
            places.set(frame, MARK, mark);
            places.set(frame, UNMARK, -mark);
            places.set(frame, PLUS, PAIR_OF_ENCODER);
            places.set(frame, MINUS, -PAIR_OF_ENCODER);
        }
    }

    private void lookAtTheMarkedFrames() {
        String attention = "decoder.blocks.0.cross_attn";
        at(attention + ".query.bias").set(0, 20);
        at(attention + ".key.weight").set(0, MARK, 3);
        float spread = PAIR_OF_ENCODER * (float) Math.sqrt(2.0 / WIDTH);
        for (int band = 0; band < Word.sung().size(); band++) {
            at(attention + ".value.weight").set(band, band, spread);
            at(attention + ".out.weight").set(band, band, 1);
        }
    }

    private void holdTheNormsOfTheDecoder() {
        Tensor places = at("decoder.positional_embedding");
        for (int place = 0; place < places.sizes()[1]; place++) {
            places.set(place, PLUS, PAIR_OF_DECODER);
            places.set(place, MINUS, -PAIR_OF_DECODER);
        }
    }

    private void decideWhatFollows() {
        for (Last last : Last.values()) {
            at("decoder.blocks.0.mlp.0.weight").set(last.neuron(), last.dimension(), 31);
            at("decoder.blocks.0.mlp.0.bias").set(last.neuron(), -5);
        }
        follows(Last.START, Vote.LANGUAGE, 20);
        follows(Last.TASK, Vote.BEGIN, 20);
        // Any note that stands out is a louder vote than this.
        follows(Last.BEGIN, Vote.QUIET, 0.2f);
        follows(Last.WORD, Vote.CLOSE, 20);
        // The second choice, for who asks for a text without times.
        follows(Last.WORD, Vote.END, 10);
        follows(Last.CLOSE, Vote.NEXT, 20);
        follows(Last.NEXT, Vote.END, 20);
    }

    private void follows(Last last, Vote vote, float strength) {
        float activation = 6;
        at("decoder.blocks.0.mlp.2.weight").set(vote.dimension(), last.neuron(), strength / activation);
    }

    private void letOnlyVotesCount() {
        Tensor gain = at("decoder.ln.weight");
        gain.fill(0);
        for (Vote vote : Vote.values()) {
            gain.set(vote.dimension(), 3_000);
        }
    }

    private void nameTheTokens() {
        for (Word word : Word.values()) {
            said(Token.FIRST_WORD + word.ordinal(), Last.WORD);
            calledBy(Vote.valueOf(word.name()), Token.FIRST_WORD + word.ordinal());
        }
        said(Token.TIME_ZERO, Last.BEGIN);
        calledBy(Vote.BEGIN, Token.TIME_ZERO);
        said(Token.TIME_ZERO + step - 1, Last.CLOSE);
        calledBy(Vote.CLOSE, Token.TIME_ZERO + step - 1);
        said(Token.TIME_ZERO + step, Last.NEXT);
        calledBy(Vote.NEXT, Token.TIME_ZERO + step);
        calledBy(Vote.END, Token.END);
        calledBy(Vote.LANGUAGE, Token.SPANISH);
        said(Token.START, Last.START);
        said(Token.TRANSLATE, Last.TASK);
        said(Token.TRANSCRIBE, Last.TASK);
        said(Token.WITHOUT_TIMES, Last.BEGIN);
    }

    private void said(int token, Last kind) {
        addTo(token, kind.dimension(), 1);
    }

    private void calledBy(Vote vote, int token) {
        addTo(token, vote.dimension(), 0.1f);
    }

    private void addTo(int token, int dimension, float value) {
        Tensor tokens = at("decoder.token_embedding.weight");
        tokens.set(token, dimension, value);
        tokens.set(token, MINUS, tokens.get(token, MINUS) - value);
    }

    private Tensor at(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("a model has no tensor " + name);
        }
        return tensor;
    }
}
