package io.headwater.models.download;

import java.util.List;
import java.util.Locale;

/** Bytes as people read them: in steps of a thousand, as sources and shops count them. */
public final class Sizes {
    private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB", "PB", "EB");

    private Sizes() {}

    /** Such as {@code 142 MB} and {@code 2.9 GB}. */
    public static String readable(long bytes) {
        double value = bytes;
        int unit = 0;
        // Not 1000: what would be rounded to that belongs to the next unit.
        while (value >= 999.5) {
            value /= 1_000;
            unit++;
        }
        String pattern = unit > 0 && value < 9.95 ? "%.1f %s" : "%.0f %s";
        return String.format(Locale.ROOT, pattern, value, UNITS.get(unit));
    }
}
