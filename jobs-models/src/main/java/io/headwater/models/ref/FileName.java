package io.headwater.models.ref;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names that mean one plain file on Linux, macOS and Windows alike, whatever system we are on. */
final class FileName {
    /** A file system allows 255; what the download needs around the name must fit as well. */
    private static final int MOST_BYTES = 180;

    private static final Pattern SEPARATORS_WILDCARDS_CONTROLS = Pattern.compile("[/\\\\:*?\"<>|\\p{C}\\p{Zl}\\p{Zp}]");
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9¹²³])(\\..*)?");

    private FileName() {}

    static boolean isSafe(String name) {
        return !name.isBlank()
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && !SEPARATORS_WILDCARDS_CONTROLS.matcher(name).find()
                && !DEVICE.matcher(name).matches()
                // Also "." and "..": a leading dot hides a file, a trailing dot or space is lost on Windows.
                && !name.startsWith(".")
                && !name.endsWith(".")
                && !name.startsWith(" ")
                && !name.endsWith(" ");
    }
}
