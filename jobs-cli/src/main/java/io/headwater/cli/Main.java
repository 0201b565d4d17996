package io.headwater.cli;

import io.headwater.cli.screen.Screens;

/** The {@code headwater} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = new Invocation(arguments, Screens.readable(System.out), Screens.readable(System.err)).run();
        System.out.flush();
        System.exit(status);
    }
}
