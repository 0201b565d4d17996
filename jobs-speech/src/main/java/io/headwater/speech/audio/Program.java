package io.headwater.speech.audio;

import io.headwater.models.SearchPath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A program that is run for its output. What it complains about is read beside, lest it wait for a reader. */
final class Program implements Closeable {
    /** Of what it says, the end alone is kept. */
    private static final int LONGEST_COMPLAINT = 4_000;

    private final Process process;
    private volatile String complaints = "";
    private final Thread listener;

    Program(List<String> command) throws IOException {
        process = SearchPath.ofThisMachine().start(new ProcessBuilder(command).redirectInput(Redirect.PIPE));
        process.getOutputStream().close();
        listener = new Thread(this::listen, "headwater-speech-" + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    InputStream output() {
        return process.getInputStream();
    }

    /** All that it says. Whoever waits for that can be interrupted; whoever reads it himself cannot. */
    String answer() throws IOException {
        var answer = new FutureTask<>(() -> new String(output().readAllBytes(), StandardCharsets.UTF_8));
        Thread reader = new Thread(answer, "headwater-speech-answer-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        try {
            return answer.get();
        } catch (ExecutionException unreadable) {
            throw new IOException("what a program says cannot be read", unreadable.getCause());
        } catch (InterruptedException stop) {
            throw interrupted(stop);
        }
    }

    private static IOException interrupted(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted while a program ran", stop);
    }

    /** Waits for its end. */
    int status() throws IOException {
        try {
            listener.join();
            return process.waitFor();
        } catch (InterruptedException stop) {
            throw interrupted(stop);
        }
    }

    /** Its last complaint; empty when it had none. */
    String complaint() {
        String all = complaints.strip();
        return all.substring(all.lastIndexOf('\n') + 1);
    }

    boolean complainsOf(String what) {
        return complaints.contains(what);
    }

    private void listen() {
        try (var reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String all = complaints + line + "\n";
                complaints = all.substring(Math.max(0, all.length() - LONGEST_COMPLAINT));
            }
        } catch (IOException gone) {
            // It was ended while it spoke.
        }
    }

    /** Ends it. All it does is to be read, so it has nothing to put in order. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            // It is gone at once, unless a disk does not answer: then only the system can tell when.
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
