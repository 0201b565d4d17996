package io.headwater.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Programs in a session of their own. Until they have one, Ctrl-C at the terminal still reaches them: for a thousandth of a
 * second, which a program that is started for each of a thousand pages makes likely. Then they have done nothing yet, and
 * are started once more.
 */
final class Apart {
    /** What the system says of a program that Ctrl-C has ended. */
    private static final int INTERRUPTED = 130;

    /** Nobody presses keys so fast; but a program might end so by itself. */
    private static final int MOST = 20;

    /** Longer than a second it takes only where the disk does not answer that has the program. */
    private static final int MOST_LOOKS = 10_000;

    private static final Path ALL = Path.of("/proc");

    private Apart() {}

    /** @param setsid the program that gives another one its session */
    static Process start(ProcessBuilder builder, Path setsid) throws IOException {
        var command = new ArrayList<>(builder.command());
        command.add(0, setsid.toString());
        builder.command(command);
        Process process = begun(builder);
        for (int time = 1; time < MOST && wasInterrupted(process); time++) {
            process = begun(builder);
        }
        return process;
    }

    private static Process begun(ProcessBuilder builder) throws IOException {
        for (int time = 1; time < MOST; time++) {
            try {
                return builder.start();
            } catch (IOException interrupted) {
                // On its way there is a helper of the JDK's, which may be the one that is hit.
            }
        }
        return builder.start();
    }

    private static boolean wasInterrupted(Process process) {
        for (int look = 0; look < MOST_LOOKS && process.isAlive() && !isApart(process); look++) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
        return !process.isAlive() && process.exitValue() == INTERRUPTED;
    }

    /** As far as the system tells: one that it knows nothing of has ended, and the JVM will hear of that at once. */
    private static boolean isApart(Process process) {
        try {
            String pid = String.valueOf(process.pid());
            String stat = Files.readString(ALL.resolve(pid).resolve("stat"));
            // Number, name in brackets, which may have spaces in it, state, parent, group, session.
            int name = stat.lastIndexOf(')');
            String[] fields = stat.substring(name + 2).split(" ");
            // Who is still setsid may have been hit before, and not know of it yet.
            return fields[3].equals(pid) && !stat.substring(0, name).endsWith("(setsid");
        } catch (IOException unknown) {
            return !Files.exists(ALL.resolve("self"));
        }
    }
}
