package io.headwater.cli.work;

/** The ways in which a terminal or a system asks a program to stop. */
public enum StopSignal {
    INT("Ctrl-C", 130),
    TERM("SIGTERM", 143);

    private final String words;
    private final int exitStatus;

    StopSignal(String words, int exitStatus) {
        this.words = words;
        this.exitStatus = exitStatus;
    }

    String asPeopleSay() {
        return words;
    }

    /** What shells expect of a program that was stopped so. */
    public int exitStatus() {
        return exitStatus;
    }
}
