package io.headwater.models.ref;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Why the name of a file is not let near the disk, said so that the name can do no harm in a log or on a screen either. */
final class UnsafeNames {
    private static final int SHOWN = 80;

    private UnsafeNames() {}

    static JobException refused(String name, String why) {
        return new JobException.Invalid(
                ErrorCode.UNSAFE_NAME,
                "The file name %s is refused: %s".formatted(shown(name), why),
                "Leave that file out, or ask those who publish it to rename it.");
    }

    static JobException collision(String one, String other) {
        return new JobException.Invalid(
                ErrorCode.UNSAFE_NAME,
                "The file names %s and %s are refused: on some systems they cannot both exist"
                        .formatted(shown(one), shown(other)),
                "Leave one of them out.");
    }

    static JobException throughLink(String name, Path link) {
        return new JobException.Storage(
                ErrorCode.UNSAFE_NAME,
                "The file %s would be written through %s, which is a link to somewhere else"
                        .formatted(shown(name), shown(link.toString())),
                "Find out who put the link there, and remove it.",
                null);
    }

    static JobException impossibleHere(String name, InvalidPathException cause) {
        return new JobException.Invalid(
                ErrorCode.UNSAFE_NAME,
                "The file name %s cannot be written on this system: %s"
                        .formatted(shown(name), shown(cause.getReason())),
                "Where letters are the trouble, start the program with a UTF-8 locale, such as LC_ALL=C.UTF-8.",
                cause);
    }

    /** In quotes, short, and nothing in it but what stands still on one line and reads from left to right. */
    static String shown(String name) {
        var text = new StringBuilder("\"");
        name.codePoints().limit(SHOWN).forEach(character -> {
            if (isPlain(character)) {
                text.appendCodePoint(character);
            } else {
                text.append("\\u{%x}".formatted(character));
            }
        });
        return text.append(name.codePointCount(0, name.length()) > SHOWN ? "…\"" : "\"")
                .toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> character != '"' && character != '\\';
        };
    }
}
