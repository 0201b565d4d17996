package io.headwater.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was typed, to be repeated: in words that a shell reads as the same. */
record CommandWords(List<String> words) {
    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./~-]+");
    private static final Pattern MAY_HOLD_A_SECRET = Pattern.compile(".*://.*[?@].*", Pattern.DOTALL);

    CommandWords {
        words = List.copyOf(words);
    }

    String[] arguments() {
        return words.toArray(String[]::new);
    }

    /** As far as words tell that nobody has understood. */
    boolean wantJson() {
        return words.contains("--json") || words.contains("--json=true");
    }

    String tryAgain() {
        return "Try again: " + again();
    }

    /** A query may be a signature, and a log may be public: such a command is not repeated. */
    String again() {
        if (words.stream().anyMatch(CommandWords::mayHoldASecret)) {
            return "the same command";
        }
        String typed = words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
        return quoted(System.getProperty("headwater.command", "headwater")) + " " + typed;
    }

    static boolean mayHoldASecret(String word) {
        return MAY_HOLD_A_SECRET.matcher(word).matches();
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
