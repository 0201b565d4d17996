package io.headwater.cli.screen;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Finds the screen that fits: what was asked for, and where the output goes. */
public final class Screens {
    private Screens() {}

    /** Prints in the characters that the terminal shows, which the JDK does not always know. */
    public static PrintStream readable(PrintStream stream) {
        return Alphabet.ofThisProcess().printing(stream);
    }

    public static Screen of(Look look, PrintStream out, PrintStream error) {
        if (look.json()) {
            // Whatever the terminal's own encoding is, JSON is UTF-8.
            return new JsonScreen(new PrintStream(out, true, StandardCharsets.UTF_8), error, look);
        }
        if (look.quiet()) {
            return new QuietScreen(out);
        }
        if (look.noProgress() || !Terminal.isThere()) {
            return new PlainScreen(out, Alphabet.ofThisProcess(), System::nanoTime, !look.noProgress(), look.verbose());
        }
        return new LiveScreen(
                out,
                Terminal.watched(),
                Style.of(Alphabet.ofThisProcess(), System.getenv()),
                new Motions(System::nanoTime),
                look.verbose());
    }
}
