package io.headwater.cli.screen;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many cells of a terminal a text takes, and as much of it as fits. For texts without control characters: see
 * {@link Words#clean}.
 *
 * <p>Where terminals disagree (joined emoji, marks that take room) it is the wider answer as a rule: a line that ends early
 * harms nobody, one that wraps spoils all below it.
 */
final class Cells {
    /** What people take for one character: a letter with its marks, an emoji with all that is joined to it. */
    private static final Pattern CLUSTER = Pattern.compile("\\X");

    private static final Pattern LOST_MARKS = Pattern.compile("^[\\p{M}\\p{Cf}]+");

    private static final int JOINER = 0x200d;
    private static final int AS_EMOJI = 0xfe0f;
    private static final int LIGHTEST_SKIN = 0x1f3fb;
    private static final int DARKEST_SKIN = 0x1f3ff;

    /** First and last of each range that takes two cells: what Unicode calls wide or full-width, gaps of unassigned ones filled. */
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
        0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693, 0x26a1, 0x26a1,
        0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
        0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c,
        0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c,
        0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3,
        0xf900, 0xfaff, 0xfe10, 0xfe1f, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18dff, 0x1aff0,
        0x1b2ff, 0x1d300, 0x1d356, 0x1d360, 0x1d376, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191,
        0x1f19a, 0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf,
        0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff,
        0x1f53d, 0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb,
        0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6df, 0x1f6eb, 0x1f6ec, 0x1f6f4,
        0x1f6ff, 0x1f7e0, 0x1f7ff, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70, 0x1faff, 0x20000,
        0x3fffd,
    };

    private Cells() {}

    static int of(String text) {
        if (isPlain(text)) {
            return text.length();
        }
        int cells = 0;
        for (Matcher cluster = CLUSTER.matcher(text); cluster.find(); ) {
            cells += ofCluster(cluster.group());
        }
        return cells;
    }

    /** The text, or as many whole characters of its beginning as fit with an ellipsis behind them. */
    static String fitted(String text, int width, String ellipsis) {
        if (of(text) <= width) {
            return text;
        }
        int room = width - of(ellipsis);
        return room < 0 ? ellipsis.substring(0, Math.max(0, width)) : beginning(text, room) + ellipsis;
    }

    /** The same, with the ellipsis in the middle: of a path or a long message both ends matter, and the end more. */
    static String fittedInside(String text, int width, String ellipsis) {
        int room = width - of(ellipsis);
        if (of(text) <= width || room < 0) {
            return fitted(text, width, ellipsis);
        }
        String beginning = beginning(text, room / 3);
        return beginning + ellipsis + end(text, room - of(beginning));
    }

    private static String beginning(String text, int width) {
        int left = width;
        int end = 0;
        for (Matcher cluster = CLUSTER.matcher(text); cluster.find(); end = cluster.end()) {
            left -= ofCluster(cluster.group());
            if (left < 0) {
                break;
            }
        }
        return text.substring(0, end);
    }

    private static String end(String text, int width) {
        int over = of(text) - width;
        int begin = 0;
        for (Matcher cluster = CLUSTER.matcher(text); over > 0 && cluster.find(); begin = cluster.end()) {
            over -= ofCluster(cluster.group());
        }
        // A mark without its letter would go to the ellipsis.
        return LOST_MARKS.matcher(text.substring(begin)).replaceFirst("");
    }

    /** Whether there is nothing in it but letters and signs that take one cell each. */
    static boolean isPlain(String text) {
        for (int place = 0; place < text.length(); place++) {
            if (text.charAt(place) < ' ' || text.charAt(place) > '~') {
                return false;
            }
        }
        return true;
    }

    private static int ofCluster(String cluster) {
        int first = cluster.codePointAt(0);
        boolean isSign = first != ' ' && ofCodePoint(first) > 0;
        if (isSign && cluster.indexOf(AS_EMOJI) > 0) {
            return 2;
        }
        return isWide(first) && cluster.codePoints().skip(1).anyMatch(Cells::isPartOfEmoji)
                ? 2
                : cluster.codePoints().map(Cells::ofCodePoint).sum();
    }

    private static boolean isPartOfEmoji(int character) {
        return character == JOINER || LIGHTEST_SKIN <= character && character <= DARKEST_SKIN;
    }

    private static int ofCodePoint(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.CONTROL -> 0;
            case Character.FORMAT -> isSeenThoughFormat(character) ? 1 : 0;
            default -> isJamoOfASyllable(character) ? 0 : isWide(character) ? 2 : 1;
        };
    }

    /** The soft hyphen, and signs that stand around Arabic numbers. */
    private static boolean isSeenThoughFormat(int character) {
        return character == 0xad || Character.UnicodeScript.of(character) == Character.UnicodeScript.ARABIC;
    }

    /** Vowels and finals, which are written into the syllable that the initial opened. */
    private static boolean isJamoOfASyllable(int character) {
        return 0x1160 <= character && character <= 0x11ff || 0xd7b0 <= character && character <= 0xd7fb;
    }

    private static boolean isWide(int character) {
        int place = Arrays.binarySearch(WIDE, character);
        // Not found, it is the place to insert: behind an odd number of bounds it lies inside a range.
        return place >= 0 || (-place - 1) % 2 == 1;
    }
}
