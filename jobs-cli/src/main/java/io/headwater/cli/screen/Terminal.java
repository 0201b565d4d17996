package io.headwater.cli.screen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/** The terminal that standard output goes to. The system's own small programs know it, so no native library has to. */
final class Terminal {
    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d+) (\\d+)\\s*");
    private static final Size USUAL = new Size(24, 80);

    /** What was measured last may no longer be so. */
    private final AtomicBoolean mayHaveChanged = new AtomicBoolean(true);

    private final AtomicBoolean cameBack = new AtomicBoolean();
    private final Supplier<Size> measure;
    private Size size = USUAL;

    Terminal(Supplier<Size> measure) {
        this.measure = measure;
    }

    record Size(int rows, int columns) {}

    /** Whether standard output is a terminal on which lines can be drawn anew. */
    static boolean isThere() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.isBlank() && !kind.equals("dumb") && isAt(1);
    }

    /** The terminal, whose size is looked up again whenever somebody changes it. */
    static Terminal watched() {
        var terminal = new Terminal(Terminal::measured);
        when("WINCH", terminal::isResized);
        when("CONT", terminal::isBack);
        return terminal;
    }

    void isResized() {
        mayHaveChanged.set(true);
    }

    /** Others have had it in between. */
    void isBack() {
        mayHaveChanged.set(true);
        cameBack.set(true);
    }

    private static void when(String signal, Runnable action) {
        try {
            Signal.handle(new Signal(signal), caught -> action.run());
        } catch (IllegalArgumentException unknownHere) {
            // Then it never comes, or the JVM wants it for itself.
        }
    }

    /** Measured only where somebody asks, because that takes a process. */
    Size size() {
        if (mayHaveChanged.getAndSet(false)) {
            size = measure.get();
        }
        return size;
    }

    /** Whether this process was stopped and goes on since this was last asked: others may have written here meanwhile. */
    boolean cameBack() {
        return cameBack.getAndSet(false);
    }

    /** @param stream 0 for standard input, 1 for standard output */
    static boolean isAt(int stream) {
        try {
            Process test = new ProcessBuilder("test", "-t", Integer.toString(stream))
                    .inheritIO()
                    .start();
            return test.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Size measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher numbers = ROWS_AND_COLUMNS.matcher(
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            return numbers.matches()
                    ? new Size(usable(numbers.group(1), USUAL.rows), usable(numbers.group(2), USUAL.columns))
                    : USUAL;
        } catch (IOException noSuchProgram) {
            return USUAL;
        }
    }

    /** Some terminals say 0 when they do not know. */
    private static int usable(String number, int usual) {
        int size = Integer.parseInt(number);
        return size > 0 ? size : usual;
    }
}
