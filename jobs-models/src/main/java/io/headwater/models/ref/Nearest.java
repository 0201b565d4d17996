package io.headwater.models.ref;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What somebody may have meant who wrote a name that does not exist. */
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {}

    /** The known names that are most like it, best first; none that is not like it at all. */
    public static List<String> to(String wanted, Collection<String> known) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        int furthest = Math.max(2, wanted.length() / 3);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= furthest)
                .sorted(Comparator.<String>comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** A sentence for an error: the nearest names, or all of them when none is near. Begins with a blank. */
    public static String hint(String wanted, Collection<String> known) {
        return hint(wanted, known, UnaryOperator.identity());
    }

    static String hint(String wanted, Collection<String> known, UnaryOperator<String> shown) {
        List<String> near = to(wanted, known);
        return near.isEmpty() ? " Valid are " + joined(known, shown) : " Did you mean " + joined(near, shown) + "?";
    }

    private static String joined(Collection<String> names, UnaryOperator<String> shown) {
        return names.stream().map(shown).collect(Collectors.joining(", "));
    }

    /** How many characters must be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : fewest(steps, one, i, other, j);
            }
        }
        return steps[one.length()][other.length()];
    }

    private static int fewest(int[][] steps, String one, int i, String other, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int fewest = Math.min(steps[i - 1][j - 1] + (same ? 0 : 1), Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(fewest, steps[i - 2][j - 2] + 1) : fewest;
    }
}
