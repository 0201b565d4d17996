package io.headwater.core.codec;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says where JSON does not fit, as a JSON pointer or as line and column, and why. */
final class Misfit {
    private Misfit() {}

    /** What follows upon "cannot be read". */
    static String words(Throwable failure) {
        if (!(failure instanceof JacksonException misfit)) {
            return ": " + failure.getMessage();
        }
        String place = place(misfit);
        return (place.isEmpty() ? "" : " at " + place) + ": " + reason(misfit);
    }

    private static String reason(JacksonException misfit) {
        if (misfit instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return "there is no such component" + (known.isEmpty() ? "." : "; there are " + known + ".");
        }
        String message = misfit.getOriginalMessage();
        return message == null ? misfit.getClass().getSimpleName() : message;
    }

    private static String place(JacksonException misfit) {
        if (misfit instanceof StreamReadException) {
            return lineAndColumn(misfit.getLocation());
        }
        return misfit.getPath().stream().map(Misfit::step).collect(Collectors.joining());
    }

    private static String step(Reference reference) {
        String name = reference.getPropertyName();
        return "/" + (name == null ? String.valueOf(reference.getIndex()) : name);
    }

    private static String lineAndColumn(@Nullable TokenStreamLocation location) {
        return location == null ? "" : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }
}
