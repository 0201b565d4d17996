package io.headwater.speech.whisper;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Mends what the binding does to characters beyond the first 65536, emoji among them: it hands UTF-8 to a function that
 * expects something similar. Each of the four bytes of such a character arrives as a character of its own, and three
 * characters are missing at the end of the text for it. The first can be undone; the second is lost, perhaps with a part of
 * the character itself.
 */
final class NativeText {
    private static final Pattern FOUR_BYTES = Pattern.compile("[\u00f0-\u00f4][\u0080-\u00bf]{3}");
    private static final Pattern CUT = Pattern.compile("[\u00f0-\u00f4][\u0080-\u009f][\u0080-\u00bf]?$");

    private NativeText() {}

    static String mended(String text) {
        String whole = FOUR_BYTES
                .matcher(text)
                .replaceAll(bytes ->
                        new String(bytes.group().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        return CUT.matcher(whole).replaceFirst("\ufffd");
    }
}
