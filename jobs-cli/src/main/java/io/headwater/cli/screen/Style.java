package io.headwater.cli.screen;

import java.util.Map;

/**
 * How lines look that are drawn.
 *
 * @param coloured whether there is more than one ink
 */
record Style(Alphabet alphabet, boolean coloured) {
    /** See no-color.org: any value but none at all. */
    static Style of(Alphabet alphabet, Map<String, String> environment) {
        return new Style(alphabet, environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    String inked(String text, Ink ink) {
        return coloured ? ink.on(text) : text;
    }
}
