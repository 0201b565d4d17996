package io.headwater.models.ref;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Glob} as a regular expression. Each star but the last is bound to the first place where what follows it fits,
 * for good: going back could not help, and would take for ever on patterns that somebody made for that.
 */
final class GlobTranslation {
    private static final String NEVER = "(?!)";

    private final int[] glob;
    /** What stands between the stars. */
    private final List<StringBuilder> parts = new ArrayList<>(List.of(new StringBuilder()));

    GlobTranslation(String glob) {
        this.glob = glob.codePoints().toArray();
    }

    String regex() {
        int position = 0;
        while (position < glob.length) {
            position = translate(position);
        }
        var regex = new StringBuilder(parts.get(0));
        int last = parts.size() - 1;
        for (int part = 1; part < last; part++) {
            regex.append("(?>.*?").append(parts.get(part)).append(')');
        }
        return last == 0
                ? regex.toString()
                : regex.append(".*").append(parts.get(last)).toString();
    }

    /** Takes one element of the glob, and answers where the next one begins. */
    private int translate(int position) {
        switch (glob[position]) {
            case '*' -> parts.add(new StringBuilder());
            case '?' -> add(".");
            case '[' -> {
                return translateClass(position);
            }
            default -> add(literal(glob[position]));
        }
        return position + 1;
    }

    private int translateClass(int opening) {
        boolean negated = at(opening + 1) == '!';
        int first = opening + (negated ? 2 : 1);
        // One that comes first stands for itself.
        int closing = indexOf(']', first + 1);
        if (closing < 0) {
            add(literal('['));
            return opening + 1;
        }
        String ranges = ranges(first, closing);
        if (ranges.isEmpty()) {
            add(negated ? "." : NEVER);
        } else {
            add((negated ? "[^" : "[") + ranges + "]");
        }
        return closing + 1;
    }

    private String ranges(int from, int to) {
        var ranges = new StringBuilder();
        int position = from;
        while (position < to) {
            if (position + 2 < to && glob[position + 1] == '-') {
                // A range that runs backwards holds nothing.
                if (glob[position] <= glob[position + 2]) {
                    ranges.append(literal(glob[position])).append('-').append(literal(glob[position + 2]));
                }
                position += 3;
            } else {
                ranges.append(literal(glob[position]));
                position++;
            }
        }
        return ranges.toString();
    }

    private void add(String regex) {
        parts.get(parts.size() - 1).append(regex);
    }

    private int at(int position) {
        return position < glob.length ? glob[position] : -1;
    }

    private int indexOf(int character, int from) {
        for (int position = from; position < glob.length; position++) {
            if (glob[position] == character) {
                return position;
            }
        }
        return -1;
    }

    /** By its number: no character is special then. */
    private static String literal(int character) {
        return "\\x{%x}".formatted(character);
    }
}
