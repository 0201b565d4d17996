package io.headwater.models.ref;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A pattern for whole paths with the meaning that the hub's own tools give it: {@code *} is any run of characters and
 * {@code ?} any one, the slash included; {@code [a-z]} is one of some and {@code [!a-z]} one of all others. Nothing is
 * escaped, case matters, a leading dot means nothing. A pattern that ends in a slash means all that lies below. A
 * backslash is a slash.
 *
 * <p>Not the globs of {@code java.nio}, which differ in each of these points.
 */
public final class Glob {
    private static final Pattern WILD = Pattern.compile("[*?\\[]");

    private final String text;
    private final Pattern regex;

    private Glob(String text) {
        this.text = text;
        this.regex = Pattern.compile(new GlobTranslation(text).regex(), Pattern.DOTALL);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Glob of(String pattern) {
        String slashes = pattern.replace('\\', '/');
        return new Glob(slashes.endsWith("/") ? slashes + "*" : slashes);
    }

    public boolean matches(String path) {
        return regex.matcher(path.replace('\\', '/')).matches();
    }

    /** Whether it may mean several files. */
    static boolean isWild(String pattern) {
        return WILD.matcher(pattern).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Glob glob && glob.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
