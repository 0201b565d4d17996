package io.headwater.cli.work;

/** The command was told to stop before it was done. What it had done is kept, and the same command goes on with it. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StopSignal signal;

    Stopped(StopSignal signal) {
        super("Paused by " + signal.asPeopleSay(), null, false, false);
        this.signal = signal;
    }

    public StopSignal signal() {
        return signal;
    }
}
