package io.headwater.testkit.crash;

import io.headwater.testkit.Breaks;
import io.headwater.testkit.TestEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM, seen by the process that started it: what it says, and how it ends. What it said before it was killed is
 * read to the last whole line.
 */
final class Child implements AutoCloseable {
    static final int KILLED = 128 + 9;
    static final int TERMINATED = 128 + 15;

    private static final long PATIENCE_SECONDS = TestEngine.PATIENCE.toSeconds();

    private final Process process;
    private final Path log;
    private final Path scratch;
    private final Thread reader;
    private final List<Fact> facts = new ArrayList<>();
    private final Map<Fact.Kind, CompletableFuture<Fact>> firsts = new EnumMap<>(Fact.Kind.class);
    private @Nullable RuntimeException unreadable;
    private boolean closed;

    /**
     * Starts a JVM with the class path of this one.
     *
     * @param folder gets its log, and what it leaves in its temporary folder until it is closed
     */
    static Child start(Class<?> main, Path folder, String name, List<String> arguments) {
        try {
            Path scratch = Files.createDirectory(folder.resolve(name + "-tmp"));
            Path log = folder.resolve(name + ".log");
            Process process = new ProcessBuilder(command(main, scratch, arguments))
                    .redirectError(log.toFile())
                    .start();
            return new Child(process, log, scratch);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> command(Class<?> main, Path scratch, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx128m",
                "-Djava.io.tmpdir=" + scratch));
        String broken = System.getProperty(Breaks.PROPERTY);
        if (broken != null) {
            command.add("-D%s=%s".formatted(Breaks.PROPERTY, broken));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private Child(Process process, Path log, Path scratch) {
        this.process = process;
        this.log = log;
        this.scratch = scratch;
        for (Fact.Kind kind : Fact.Kind.values()) {
            firsts.put(kind, new CompletableFuture<>());
        }
        reader = new Thread(this::read, "reader of " + log.getFileName());
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Fact fact = Fact.parse(line);
                facts.add(fact);
                firsts.get(fact.kind()).complete(fact);
            }
        } catch (IOException brokenOff) {
            // It was killed.
        } catch (RuntimeException notAFact) {
            unreadable = notAFact;
        } finally {
            firsts.values().forEach(first -> first.completeExceptionally(new IllegalStateException("it has ended")));
        }
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the child says something of this kind. */
    void await(Fact.Kind kind) throws InterruptedException {
        try {
            firsts.get(kind).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new AssertionError(
                    "the child did not say %s within %d s; its log: %s".formatted(kind, PATIENCE_SECONDS, log()),
                    failure);
        }
    }

    /** Lets it live for a while. */
    void live(long millis) throws InterruptedException {
        if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    "the child ended by itself, with %d; its log: %s".formatted(process.exitValue(), log()));
        }
    }

    /** {@code kill -9}. By its handle: the process object would close the pipe, with what has not been read yet. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        expectEnd(KILLED);
    }

    /** {@code kill}: the JVM runs its shutdown hooks. */
    void terminate() throws InterruptedException {
        process.toHandle().destroy();
        expectEnd(TERMINATED);
    }

    void expectEnd(int status) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(
                    "the child did not end within %d s; its log: %s".formatted(PATIENCE_SECONDS, log()));
        }
        reader.join();
        if (process.exitValue() != status) {
            throw new AssertionError(
                    "the child ended with %d instead of %d; its log: %s".formatted(process.exitValue(), status, log()));
        }
    }

    /** All that it said; once it has ended. */
    List<Fact> facts() {
        if (unreadable != null) {
            throw unreadable;
        }
        return facts;
    }

    /** What it wrote to its error output, logging included. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        process.toHandle().destroyForcibly();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        // Who is killed while SQLite is being loaded leaves a folder with the library.
        try (Stream<Path> left = Files.walk(scratch)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
