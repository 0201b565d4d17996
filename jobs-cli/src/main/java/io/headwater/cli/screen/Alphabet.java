package io.headwater.cli.screen;

import io.headwater.jobs.JobState;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The characters that the output can show, and those among them that trees, bars and signs are drawn with. */
final class Alphabet {
    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final Pattern LINES = Pattern.compile("[├└│─ ]+");
    private static final String ISOLATE = "\u2068";
    private static final String END_OF_ISOLATE = "\u2069";
    private static final String DRAWN = "├└─│█░…·▸○⋯↻‖✓✗⊘" + ISOLATE + END_OF_ISOLATE;

    private final Charset charset;
    private final CharsetEncoder encoder;
    private final boolean isRich;

    Alphabet(Charset charset) {
        this.charset = charset;
        this.encoder = charset.newEncoder();
        this.isRich = encoder.canEncode(DRAWN);
    }

    /** As the environment says it; the JDK may know less, such as when the locale is not installed. */
    static Alphabet ofThisProcess() {
        return new Alphabet(charset(System.getenv(), System::getProperty));
    }

    static Charset charset(Map<String, String> environment, UnaryOperator<String> properties) {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(locale -> !locale.isEmpty())
                .findFirst()
                .map(locale -> ofLocale(locale, properties))
                .orElseGet(() -> ofJdk(properties));
    }

    /** @param locale such as {@code fa_IR.UTF-8@latin} */
    private static Charset ofLocale(String locale, UnaryOperator<String> properties) {
        if (locale.equals("C") || locale.equals("POSIX")) {
            return StandardCharsets.US_ASCII;
        }
        int dot = locale.indexOf('.');
        String named = dot < 0 ? "" : locale.substring(dot + 1).replaceFirst("@.*", "");
        return isKnown(named) ? Charset.forName(named) : ofJdk(properties);
    }

    private static Charset ofJdk(UnaryOperator<String> properties) {
        return Stream.of("stdout.encoding", "native.encoding")
                .map(properties)
                .filter(Alphabet::isKnown)
                .findFirst()
                .map(Charset::forName)
                .orElseGet(Charset::defaultCharset);
    }

    private static boolean isKnown(@Nullable String name) {
        return name != null
                && name.matches("\\w[\\w.:+-]*")
                && Charset.isSupported(name)
                && Charset.forName(name).canEncode();
    }

    /** Prints in these characters, whichever the stream itself would take. */
    PrintStream printing(PrintStream stream) {
        return new PrintStream(stream, true, charset);
    }

    byte[] bytes(String text) {
        return text.getBytes(charset);
    }

    /** With a question mark for each character that cannot be shown, so that what is measured is what is seen. */
    String spelled(String text) {
        if (encoder.canEncode(text)) {
            return text;
        }
        return CLUSTER.matcher(plain(text))
                .replaceAll(cluster ->
                        encoder.canEncode(cluster.group()) ? Matcher.quoteReplacement(cluster.group()) : "?");
    }

    private static String plain(String text) {
        return text.replace("…", "...")
                .replace('·', '-')
                .replace('├', '|')
                .replace('│', '|')
                .replace('└', '`')
                .replace('─', '-');
    }

    /** Written from right to left or from left to right, it leaves the order of the line around it alone. */
    String isolated(String text) {
        if (!isRich || text.codePoints().noneMatch(Alphabet::mayTurnTheLine)) {
            return text;
        }
        // The lines of a tree belong to what is around it.
        Matcher lines = LINES.matcher(text);
        String before = lines.lookingAt() ? lines.group() : "";
        return before + ISOLATE + text.substring(before.length()) + END_OF_ISOLATE;
    }

    private static boolean mayTurnTheLine(int character) {
        return switch (Character.getDirectionality(character)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> true;
            default -> false;
        };
    }

    String ellipsis() {
        return isRich ? "…" : "...";
    }

    String dot() {
        return isRich ? "·" : "-";
    }

    /** What leads to a row below another. */
    String branch(boolean last) {
        if (last) {
            return isRich ? "└─ " : "`- ";
        }
        return isRich ? "├─ " : "|- ";
    }

    /** What passes by a row on the way to those below it. */
    String trunk(boolean goesOn) {
        if (!goesOn) {
            return "   ";
        }
        return isRich ? "│  " : "|  ";
    }

    String barOf(int full, int cells) {
        return isRich ? "█".repeat(full) + "░".repeat(cells - full) : "#".repeat(full) + ".".repeat(cells - full);
    }

    String sign(JobState state) {
        return switch (state) {
            case SCHEDULED -> isRich ? "↻" : "@";
            case QUEUED -> isRich ? "○" : "o";
            case RUNNING -> isRich ? "▸" : ">";
            case WAITING -> isRich ? "⋯" : "~";
            case PAUSED -> isRich ? "‖" : "=";
            case COMPLETED -> isRich ? "✓" : "+";
            case FAILED -> isRich ? "✗" : "x";
            case CANCELLED -> isRich ? "⊘" : "-";
            case QUARANTINED -> "!";
        };
    }
}
