package io.headwater.testkit.crash;

import io.headwater.jobs.JobId;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * How a child process tells its parent what it knows. Each fact is one write into the pipe: what was said before a kill
 * arrives, and whole.
 */
final class Report {
    private final OutputStream pipe;

    private Report(OutputStream pipe) {
        this.pipe = pipe;
    }

    /** Takes the standard output for facts alone; what others print there goes to the error output from now on. */
    static Report onStandardOutput() {
        System.setOut(System.err);
        return new Report(new FileOutputStream(FileDescriptor.out));
    }

    void say(Fact.Kind kind, Object... words) {
        say(kind, 0, words);
    }

    void say(Fact.Kind kind, JobId job, Object... words) {
        say(kind, job.value(), words);
    }

    private synchronized void say(Fact.Kind kind, long job, Object... words) {
        var fact = new Fact(kind, job, Stream.of(words).map(String::valueOf).toList());
        try {
            pipe.write((fact.line() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
