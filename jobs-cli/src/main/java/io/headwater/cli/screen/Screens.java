package io.headwater.cli.screen;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Finds the screen that fits: what was asked for, and where the output goes. */
public final class Screens {
    private Screens() {}

    public static Screen of(Look look, PrintStream out, PrintStream error) {
        if (look.json()) {
            // Whatever the terminal's own encoding is, JSON is UTF-8.
            return new JsonScreen(new PrintStream(out, true, StandardCharsets.UTF_8), error, look);
        }
        if (look.quiet()) {
            return new QuietScreen(out);
        }
        if (look.noProgress() || !Terminal.isThere()) {
            return new PlainScreen(out, System::nanoTime, !look.noProgress(), look.verbose());
        }
        return new LiveScreen(out, Terminal.watched(), look.verbose());
    }
}
