package io.headwater.models.cache;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What keeps the cache from doing what it is asked for, beside the disk itself. */
final class CacheErrors {
    private static final int SHOWN = 80;

    private CacheErrors() {}

    static JobException unsafe(String what, String text, String expected) {
        return new JobException.Invalid(
                ErrorCode.UNSAFE_NAME,
                "The %s \"%s\" is refused: it must be %s".formatted(what, shown(text), expected),
                "Check the reference; if it is right, the source does not speak the hub's language.");
    }

    static JobException link(Path link) {
        return new JobException.Storage(
                ErrorCode.UNSAFE_NAME,
                "Nothing is read or written through %s, which is a link to somewhere else".formatted(link),
                "Find out who put the link there, and put what it leads to in its place.",
                null);
    }

    static JobException away(Path folder) {
        return new JobException.Storage(
                new ErrorCode("STORAGE_OFFLINE"),
                "The disk with %s is not there".formatted(folder),
                "Connect it and try again; or name another folder, and the models will be fetched into that one.",
                null);
    }

    static JobException setting(String variable, String value, String expected, @Nullable Throwable cause) {
        return new JobException.Environment(
                ErrorCode.CONFIG,
                "The variable %s is \"%s\", which is not %s".formatted(variable, shown(value), expected),
                "Correct it, or leave it out.",
                cause);
    }

    static JobException token(Path file, IOException failure) {
        return new JobException.Environment(
                ErrorCode.CONFIG,
                "The token in %s cannot be read: %s".formatted(file, failure.getMessage()),
                "Correct its permissions, or remove the file.",
                failure);
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN) + "…";
    }
}
