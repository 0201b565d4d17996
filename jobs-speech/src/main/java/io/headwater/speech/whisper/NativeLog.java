package io.headwater.speech.whisper;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What whisper.cpp logs. There is one logger for all that goes on in a JVM, but it is called on the thread that called
 * whisper.cpp: so each thread keeps the lines of its last call. They hold what no function answers: why something failed,
 * and which language was found.
 */
final class NativeLog {
    private static final int LINES_KEPT = 100;
    private static final Pattern DETECTED = Pattern.compile("auto-detected language: (\\w+)");
    private static final Pattern FUNCTION = Pattern.compile("^\\w+: ");

    private static final ThreadLocal<Deque<String>> LINES = ThreadLocal.withInitial(ArrayDeque::new);

    private NativeLog() {}

    static void clear() {
        LINES.remove();
    }

    static void note(String text) {
        Deque<String> lines = LINES.get();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(lines::add);
        while (lines.size() > LINES_KEPT) {
            lines.remove();
        }
    }

    /** Why a call failed: the last line says which call, the one before it why. */
    static String reason() {
        List<String> lines = List.copyOf(LINES.get());
        if (lines.isEmpty()) {
            return "it does not say why";
        }
        return lines.stream()
                .skip(Math.max(0, lines.size() - 2))
                .map(line -> FUNCTION.matcher(line).replaceFirst(""))
                .collect(Collectors.joining("; "));
    }

    static Optional<String> detectedLanguage() {
        return LINES.get().stream()
                .map(DETECTED::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .reduce((former, latter) -> latter);
    }

    static boolean tells(String what) {
        return LINES.get().stream().anyMatch(line -> line.contains(what));
    }
}
