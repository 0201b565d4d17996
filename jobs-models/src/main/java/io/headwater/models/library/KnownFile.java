package io.headwater.models.library;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of a model, and how much of it is on this machine.
 *
 * @param path its name at its source, with slashes
 * @param bytes how long it should be; null where nobody knows
 * @param done how many of them are here
 * @param problem what is wrong with it; null when nothing is
 */
public record KnownFile(
        String path,
        @Nullable Long bytes,
        long done,
        State state,
        @Nullable String problem) {
    /** How it stands. */
    public enum State {
        ABSENT,
        PARTIAL,
        DOWNLOADING,
        VERIFIED,
        DAMAGED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
