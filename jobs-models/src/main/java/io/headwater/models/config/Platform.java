package io.headwater.models.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where programs keep their things on this kind of machine.
 *
 * @param system what {@code os.name} says
 * @param user the user's own directory
 */
public record Platform(String system, Path user, Map<String, String> environment) {
    public static Platform here() {
        return of(System.getProperty("os.name", ""), Path.of(System.getProperty("user.home", ".")), System.getenv());
    }

    /** @param noted the user's own directory as the system has noted it; shells, and Python, go by what {@code HOME} says */
    static Platform of(String system, Path noted, Map<String, String> environment) {
        var platform = new Platform(system, noted, environment);
        return platform.kind() == Kind.WINDOWS
                ? platform
                : new Platform(system, platform.from("HOME", ""), environment);
    }

    /** What must be kept. */
    public Path data() {
        return switch (kind()) {
            case WINDOWS -> localAppData().resolve("Headwater");
            case MAC -> user.resolve("Library/Application Support/Headwater");
            case OTHER -> from("XDG_DATA_HOME", ".local/share").resolve("headwater");
        };
    }

    /** What can be fetched again. */
    public Path cache() {
        return switch (kind()) {
            case WINDOWS -> localAppData().resolve("Headwater").resolve("Cache");
            case MAC -> user.resolve("Library/Caches/headwater");
            case OTHER -> from("XDG_CACHE_HOME", ".cache").resolve("headwater");
        };
    }

    private enum Kind {
        WINDOWS,
        MAC,
        OTHER
    }

    private Kind kind() {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return Kind.WINDOWS;
        }
        return name.startsWith("mac") ? Kind.MAC : Kind.OTHER;
    }

    private Path localAppData() {
        return from("LOCALAPPDATA", "AppData/Local");
    }

    /** The XDG rules say that a path there that is not absolute is to be ignored. */
    private Path from(String variable, String otherwise) {
        @Nullable String value = environment.get(variable);
        boolean usable = value != null && !value.isBlank() && Path.of(value).isAbsolute();
        return usable ? Path.of(value) : user.resolve(otherwise);
    }
}
