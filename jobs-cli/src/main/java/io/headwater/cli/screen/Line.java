package io.headwater.cli.screen;

/** A line while it is written. It never takes more cells than it was given, whatever is written on it. */
final class Line {
    private final Style style;
    private final int width;
    private final StringBuilder text = new StringBuilder();
    private int cells;
    private int next;

    Line(Style style, int width) {
        this.style = style;
        this.width = width;
    }

    /**
     * A line as it is printed.
     *
     * @param cells how many it takes
     */
    record Written(String text, int cells) {}

    /** Our own words, or as much of them as fits. */
    Line add(String words, Ink ink) {
        return put(Cells.fitted(words, rest(), style.alphabet().ellipsis()), ink, false);
    }

    /** Words from far away: cleaned, cut where it must be, and kept apart from the order of the line. */
    Line addForeign(String words, int most, Ink ink) {
        String seen = style.alphabet().spelled(Words.clean(words));
        return put(
                Cells.fittedInside(
                        seen, Math.min(most, rest()), style.alphabet().ellipsis()),
                ink,
                true);
    }

    /** What comes next stands there, or a step behind what is there already. */
    Line at(int cell) {
        next = Math.max(cells + 1, cell);
        return this;
    }

    Line gap(int wide) {
        return at(cells + wide);
    }

    int rest() {
        return Math.max(0, width - Math.max(cells, next));
    }

    Written written() {
        return new Written(text.toString(), cells);
    }

    private Line put(String words, Ink ink, boolean isForeign) {
        if (!words.isEmpty()) {
            text.append(" ".repeat(Math.max(0, next - cells)));
            cells = Math.max(cells, next) + Cells.of(words);
            text.append(style.inked(isForeign ? style.alphabet().isolated(words) : words, ink));
        }
        return this;
    }
}
