package io.headwater.testkit.badinput;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobException;
import java.io.IOException;
import java.nio.file.Path;

/** Starts an engine in a JVM of its own and says what came of it; holds it until it is killed, where asked to. */
final class StartMain {
    static final String STARTED = "started";

    private StartMain() {}

    public static void main(String[] arguments) throws IOException {
        try (JobEngine engine =
                JobEngine.builder().database(Path.of(arguments[0])).start()) {
            System.out.println(STARTED);
            if (arguments.length > 1) {
                System.in.read();
            }
        } catch (JobException refusal) {
            System.out.println(refusal.code());
            System.out.println(refusal.getMessage().replace('\n', ' '));
            System.out.println(refusal.hint());
        }
    }
}
