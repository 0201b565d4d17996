package io.headwater.cli;

/** The {@code headwater} command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = new Invocation(arguments, System.out, System.err).run();
        System.out.flush();
        System.exit(status);
    }
}
