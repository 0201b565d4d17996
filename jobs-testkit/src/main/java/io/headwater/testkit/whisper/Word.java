package io.headwater.testkit.whisper;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What {@link TinyWhisper} can say, each with the note it says it to. */
public enum Word {
    ALPHA(400, 240, 640),
    BRAVO(1_000, 800, 1_300),
    CHARLIE(2_000, 1_600, 2_500),
    DELTA(4_000, 3_200, 5_000),
    /** Said to silence, and to a note that ends within about a fifth of the step. */
    QUIET(0, 0, 0);

    private final int hertz;
    private final int lowest;
    private final int highest;

    Word(int hertz, int lowest, int highest) {
        this.hertz = hertz;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** The note; 0 is silence. */
    public int hertz() {
        return hertz;
    }

    /** As it stands in a transcript. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Those with a note, in the order of their bands. */
    static List<Word> sung() {
        return Stream.of(values()).filter(word -> word.hertz > 0).toList();
    }

    boolean isSungAt(int frequency) {
        return hertz > 0 && frequency >= lowest && frequency <= highest;
    }
}
