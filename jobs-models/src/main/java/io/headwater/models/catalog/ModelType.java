package io.headwater.models.catalog;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.headwater.models.ref.Nearest;
import java.util.Locale;
import java.util.stream.Stream;

/** What a model is for. */
public enum ModelType {
    /** Speech to text. */
    SPEECH,
    /** Pictures to text. */
    OCR,
    /** Text to speech. */
    TTS,
    /** Anything else that computes. */
    MODEL,
    /** What models are made of. */
    DATASET;

    @JsonCreator
    public static ModelType of(String text) {
        return Stream.of(values())
                .filter(type -> type.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no type of model \"%s\".%s"
                        .formatted(
                                text,
                                Nearest.hint(
                                        text,
                                        Stream.of(values())
                                                .map(ModelType::toString)
                                                .toList()))));
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
