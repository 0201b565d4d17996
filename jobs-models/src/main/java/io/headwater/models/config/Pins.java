package io.headwater.models.config;

import io.headwater.models.config.Node.Entry;
import io.headwater.models.config.Node.Mapping;
import io.headwater.models.config.Node.Scalar;
import io.headwater.models.config.Node.Sequence;
import io.headwater.models.ref.HubRef;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes into a configuration which revision of a source is meant. All else in the file stays as somebody has written it. */
public final class Pins {
    private static final String SCALAR = "(\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s,}\\]#][^\\s,}\\]]*)";
    private static final Pattern VALUE = Pattern.compile("[\"']?(?:revision|name)[\"']?[ \\t]*:[ \\t]*" + SCALAR + "?");

    private final String text;
    private final String file;
    private final Map<Integer, Edit> edits = new TreeMap<>((one, other) -> other - one);

    private record Edit(int end, String replacement) {}

    private Pins(String text, String file) {
        this.text = text;
        this.file = file;
    }

    /**
     * Replaces the file at once, or fails with {@code CONFIG} and leaves it as it is. Blocks.
     *
     * @param revisions by the names of their sources
     */
    public static void write(Path file, Map<String, String> revisions) {
        try {
            Path real = file.toRealPath();
            String pinned = in(Files.readString(real), real.toString(), Surroundings.of(real), revisions);
            Path draft = Files.writeString(real.resolveSibling(real.getFileName() + ".new"), pinned);
            Files.move(draft, real, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw ConfigErrors.unwritable(file, failure);
        }
    }

    static String in(String text, String file, Surroundings surroundings, Map<String, String> revisions) {
        var pins = new Pins(text, file);
        revisions.forEach(pins::pin);
        String pinned = pins.applied();
        Configuration read = Configuration.parse(pinned, file, surroundings);
        revisions.forEach((name, revision) -> pins.check(read, name, revision));
        return pinned;
    }

    private void pin(String name, String revision) {
        Mapping source = source(name);
        Entry before = source.entries().get("revision");
        if (before != null) {
            Matcher value = at(before.key());
            if (value.group(1) == null) {
                // A comment may follow, which must not become a part of it.
                edits.put(value.end(), new Edit(value.end(), " " + revision + " "));
            } else {
                edits.put(value.start(1), new Edit(value.end(), revision));
            }
            return;
        }
        Entry first = entry(source, "name");
        Matcher value = at(first.key());
        boolean isFlow = text.charAt(offset(source.place())) == '{';
        if (isFlow) {
            edits.put(value.end(), new Edit(value.end(), ", revision: " + revision));
        } else {
            int end = lineEnd(value.end());
            String indent = " ".repeat(first.key().column() - 1);
            edits.put(end, new Edit(end, newline() + indent + "revision: " + revision));
        }
    }

    private Mapping source(String name) {
        if (YamlReader.read(text, file) instanceof Mapping root
                && entry(root, "models").value() instanceof Mapping models
                && entry(models, "sources").value() instanceof Sequence sources) {
            for (Node item : sources.items()) {
                if (item instanceof Mapping source
                        && entry(source, "name").value() instanceof Scalar scalar
                        && scalar.text().equals(name)) {
                    return source;
                }
            }
        }
        throw ConfigErrors.at(new Place(file, 1, 1), "there is no source \"%s\"".formatted(name));
    }

    private Entry entry(Mapping mapping, String key) {
        Entry entry = mapping.entries().get(key);
        if (entry == null) {
            throw ConfigErrors.at(mapping.place(), "the key \"%s\" is missing".formatted(key));
        }
        return entry;
    }

    private Matcher at(Place key) {
        Matcher value = VALUE.matcher(text);
        value.region(offset(key), text.length());
        if (!value.lookingAt()) {
            throw ConfigErrors.at(key, "this is written in a way that only a person can change");
        }
        return value;
    }

    private int offset(Place place) {
        int offset = 0;
        for (int line = 1; line < place.line(); line++) {
            offset = text.indexOf('\n', offset) + 1;
        }
        return offset + place.column() - 1;
    }

    private int lineEnd(int from) {
        int end = text.indexOf(newline(), from);
        return end < 0 ? text.length() : end;
    }

    private String newline() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** From the end on, so that what is still to be changed stays where it is. */
    private String applied() {
        var changed = new StringBuilder(text);
        edits.forEach((start, edit) -> changed.replace(start, edit.end(), edit.replacement()));
        return changed.toString();
    }

    /** The file is only replaced when it says then what it should. */
    private void check(Configuration read, String name, String revision) {
        boolean holds = read.models().sources().stream()
                .filter(source -> source.ref().name().equals(name))
                .allMatch(source -> source.origin().places().stream().anyMatch(place -> isAt(place, revision)));
        if (!holds) {
            throw ConfigErrors.at(
                    source(name).place(),
                    "the url of \"%s\" says itself which revision it means; change it there".formatted(name));
        }
    }

    private static boolean isAt(ModelRef place, String revision) {
        return place instanceof HubRef hub && hub.revision().equals(revision);
    }
}
