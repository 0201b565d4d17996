package io.headwater.cli.screen;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** What a person is asked before something cannot be taken back. */
public final class Question {
    private Question() {}

    /** Whether somebody is there who can answer, and sees what is asked. */
    public static boolean canBeAsked(Look look) {
        return !look.json() && !look.quiet() && Terminal.isAt(0) && Terminal.isAt(1);
    }

    /** Whether what is typed comes from a person, and not from a file or a program. */
    public static boolean isSomebodyThere() {
        // Windows has no program that would tell.
        return File.separatorChar == '\\' ? System.console() != null : Terminal.isAt(0);
    }

    /** Whether the answer is yes; anything else is no. */
    public static boolean isYes(String question) {
        PrintStream out = Screens.readable(System.out);
        out.print(question + " [y/N] ");
        out.flush();
        try {
            var answers = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            String answer = answers.readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
