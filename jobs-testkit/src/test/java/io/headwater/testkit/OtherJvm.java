package io.headwater.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Another JVM with the class path of this one. It is gone when this is closed, and after ten minutes at the latest. */
public final class OtherJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private OtherJvm(Process process) {
        this.process = process;
        lines = process.inputReader();
        CompletableFuture.delayedExecutor(10, TimeUnit.MINUTES).execute(process.toHandle()::destroyForcibly);
    }

    /** @param before what the JVM is run under, such as another command; may be empty */
    public static OtherJvm run(List<String> before, List<String> options, Class<?> main, Object... arguments)
            throws IOException {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new OtherJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    public long pid() {
        return process.pid();
    }

    /** What it says next. */
    public String line() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("the other JVM has nothing more to say");
        }
        return line;
    }

    /** What it says until it ends. */
    public List<String> linesToTheEnd() throws IOException, InterruptedException {
        List<String> all = lines.lines().toList();
        if (!process.waitFor(TestEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the other JVM does not end");
        }
        return all;
    }

    /** Kills it as a power cut would. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
