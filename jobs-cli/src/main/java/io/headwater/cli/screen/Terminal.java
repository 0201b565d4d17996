package io.headwater.cli.screen;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/** The terminal that standard output goes to. The system's own small programs know it, so no native library has to. */
final class Terminal {
    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("(\\d+) (\\d+)\\s*");
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;

    private volatile int rows = USUAL_ROWS;
    private volatile int columns = USUAL_COLUMNS;

    private Terminal() {}

    /** Whether standard output is a terminal on which lines can be drawn anew. */
    static boolean isThere() {
        String kind = System.getenv("TERM");
        return kind != null && !kind.isBlank() && !kind.equals("dumb") && isAt(1);
    }

    /** The terminal, whose size is looked up again whenever somebody changes it. */
    static Terminal watched() {
        var terminal = new Terminal();
        terminal.measure();
        try {
            Signal.handle(new Signal("WINCH"), resized -> terminal.measure());
        } catch (IllegalArgumentException unknownHere) {
            // It keeps the size that it had.
        }
        return terminal;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** @param stream 0 for standard input, 1 for standard output */
    static boolean isAt(int stream) {
        try {
            Process test = new ProcessBuilder("test", "-t", Integer.toString(stream))
                    .inheritIO()
                    .start();
            return test.waitFor(1, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void measure() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Matcher numbers = ROWS_AND_COLUMNS.matcher(size);
            if (numbers.matches()) {
                rows = usable(numbers.group(1), USUAL_ROWS);
                columns = usable(numbers.group(2), USUAL_COLUMNS);
            }
        } catch (IOException noSuchProgram) {
            // The usual size fits most.
        }
    }

    /** Some terminals say 0 when they do not know. */
    private static int usable(String number, int usual) {
        int size = Integer.parseInt(number);
        return size > 0 ? size : usual;
    }
}
