package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Reads a file from end to end; in slices, so that a request to stop is heard in between. */
public final class FileDigest {
    private final Path file;
    private final Consumer<Progress> reports;
    private final FileChannel channel;
    private final long size;
    private final RunningDigest digest;
    private long position;

    private FileDigest(Path file, String algorithm, Consumer<Progress> reports) throws IOException {
        this.file = file;
        this.reports = reports;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
        digest = new RunningDigest(algorithm, size);
    }

    /** The digest of all bytes of a file. */
    public static Mono<Digest> of(Path file, String algorithm, JobContext context) {
        return of(file, algorithm, context, context::progress);
    }

    /** The same for a file that is one of several, whose job says how far all of them are. */
    public static Mono<Digest> of(Path file, String algorithm, JobContext context, Consumer<Progress> reports) {
        return of(file, algorithm, Hands.of(context), reports);
    }

    public static Mono<Digest> of(Path file, String algorithm, Hands hands, Consumer<Progress> reports) {
        var disk = new Disk(hands, file.resolveSibling(""));
        return hands.using(
                disk.work(() -> new FileDigest(file, algorithm, reports)),
                reading -> hands.interruptible(reading.digest(disk)),
                reading -> disk.step(reading::close));
    }

    private Mono<Digest> digest(Disk disk) {
        return disk.work(this::readOn).repeat().takeUntil(done -> done).then(Mono.fromSupplier(digest::soFar));
    }

    /** Answers true at the end. */
    private synchronized boolean readOn() throws IOException {
        long end = Math.min(size, position + Slice.of(size));
        position = digest.update(channel, position, end);
        reports.accept(Progress.of(position, size, Progress.Unit.BYTES)
                .withPhase("verifying")
                .withItem(String.valueOf(file.getFileName()), 0, 1L));
        return position < end || end == size;
    }

    private synchronized void close() throws IOException {
        channel.close();
    }
}
