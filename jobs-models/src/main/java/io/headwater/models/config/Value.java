package io.headwater.models.config;

import io.headwater.models.config.Node.Entry;
import io.headwater.models.config.Node.Mapping;
import io.headwater.models.config.Node.Scalar;
import io.headwater.models.config.Node.Sequence;
import io.headwater.models.ref.Nearest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value of the configuration, asked for what it should be. What it is not is said with its place. */
final class Value {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");

    private final Node node;
    private final Surroundings surroundings;

    Value(Node node, Surroundings surroundings) {
        this.node = node;
        this.surroundings = surroundings;
    }

    Place place() {
        return node.place();
    }

    boolean isEmpty() {
        return node instanceof Node.Empty;
    }

    /** Its keys, each of which must be one of these. */
    Group group(String... known) {
        if (isEmpty()) {
            return new Group(place(), Map.of());
        }
        Map<String, Value> values = entries("keys such as %s".formatted(known[0]));
        ((Mapping) node).entries().forEach((key, entry) -> {
            if (!List.of(known).contains(key)) {
                throw ConfigErrors.at(
                        entry.key(), "there is no key \"%s\".%s".formatted(key, Nearest.hint(key, List.of(known))));
            }
        });
        return new Group(place(), values);
    }

    /** Its keys, whatever they are. */
    Map<String, Value> entries(String what) {
        if (!(node instanceof Mapping mapping)) {
            throw mustBe(what);
        }
        Map<String, Value> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> values.put(key, valueOf(entry)));
        return values;
    }

    List<Value> list() {
        if (!(node instanceof Sequence sequence)) {
            throw mustBe("a list");
        }
        return sequence.items().stream()
                .map(item -> new Value(item, surroundings))
                .toList();
    }

    /** What may be written without being a list when there is only one. */
    List<Value> oneOrMore() {
        return node instanceof Sequence ? list() : List.of(this);
    }

    /** With the values of the variables in it. */
    String text() {
        if (!(node instanceof Scalar scalar)) {
            throw mustBe("a text");
        }
        return VARIABLE.matcher(scalar.text())
                .replaceAll(variable -> Matcher.quoteReplacement(valueOf(variable.group(1))));
    }

    boolean flag() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw mustBe("true or false");
        };
    }

    long wholeNumber(long least, long most) {
        try {
            long number = Long.parseLong(text().replace("_", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as for one out of bounds.
        }
        throw mustBe("a whole number from %d to %d".formatted(least, most));
    }

    double number(double least) {
        try {
            double number = Double.parseDouble(text());
            if (number >= least && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, as for a number that is too small.
        }
        throw mustBe("a number of at least " + least);
    }

    Duration duration() {
        Matcher parts = DURATION.matcher(text());
        if (!parts.matches()) {
            throw mustBe("a time such as 30d, 12h, 15m or 30s");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** With {@code ~} as the home, and relative to where the configuration lies. */
    Path path() {
        String text = text();
        try {
            return surroundings.directory().resolve(atHome(text)).normalize();
        } catch (InvalidPathException notAPath) {
            throw mustBe("a path");
        }
    }

    /** The same with {@code ~} as the home, in a reference to a file. */
    String location() {
        String text = text();
        return text.startsWith("file:~") ? "file:" + atHome(text.substring("file:".length())) : text;
    }

    <T> T oneOf(Map<String, T> choices) {
        T choice = choices.get(text());
        if (choice == null) {
            throw mustBe("one of " + String.join(", ", new TreeSet<>(choices.keySet())));
        }
        return choice;
    }

    /** What a class of its own reads; its refusal becomes one with a place. */
    <T> T as(Function<String, T> reader) {
        String text = text();
        return checked(() -> reader.apply(text));
    }

    <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException refused) {
            throw ConfigErrors.at(place(), String.valueOf(refused.getMessage()));
        }
    }

    private String atHome(String text) {
        return text.equals("~") || text.startsWith("~/") ? surroundings.home() + text.substring(1) : text;
    }

    private String valueOf(String variable) {
        String value = surroundings.variables().get(variable);
        if (value == null) {
            throw ConfigErrors.at(place(), "the environment has no variable \"%s\"".formatted(variable));
        }
        return value;
    }

    private Value valueOf(Entry entry) {
        return new Value(entry.value(), surroundings);
    }

    private RuntimeException mustBe(String what) {
        return ConfigErrors.at(place(), "here must be %s, not %s".formatted(what, node.kind()));
    }
}
