package io.headwater.ocr;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to write down what was read. Its name is how its files end. */
public enum OcrFormat {
    TXT,
    /** A line for each word, with its place and how certain it is. */
    TSV,
    /** HTML that knows where on the page each word stands. */
    HOCR,
    /** The same as objects, a list of words. */
    JSON;

    @JsonCreator
    public static OcrFormat of(String name) {
        return Arrays.stream(values())
                .filter(format -> format.ending().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no format \"%s\", there are %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(OcrFormat::ending).collect(Collectors.joining(", ")))));
    }

    @JsonValue
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }
}
