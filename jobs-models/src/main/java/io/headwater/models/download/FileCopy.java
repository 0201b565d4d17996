package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Copies a file of this machine to a place of ours, as a download would: whole and verified, in one instant, or not at all. */
public final class FileCopy {
    private final Path source;
    private final Path target;
    private final Path draft;
    private final @Nullable Digest expected;
    private final Consumer<Progress> reports;
    private final FileChannel from;
    private final FileChannel to;
    private final long size;
    private long position;
    private long hashed;

    private FileCopy(Path source, Path target, @Nullable Digest expected, Consumer<Progress> reports)
            throws IOException {
        this.source = source;
        this.target = target;
        this.expected = expected;
        this.reports = reports;
        Files.createDirectories(target.resolveSibling(""));
        draft = target.resolveSibling(Partials.draft(target));
        from = FileChannel.open(source, StandardOpenOption.READ);
        to = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        size = from.size();
    }

    /** @param expected the digest that it must have; null when nobody knows */
    public static Mono<LocalFile> of(
            Path source, Path target, @Nullable Digest expected, JobContext context, Consumer<Progress> reports) {
        return of(source, target, expected, Hands.of(context), reports);
    }

    /** The same, whoever does it. */
    public static Mono<LocalFile> of(
            Path source, Path target, @Nullable Digest expected, Hands hands, Consumer<Progress> reports) {
        var disk = new Disk(hands, target.resolveSibling(""));
        return hands.using(
                disk.work(() -> new FileCopy(source, target, expected, reports)),
                copy -> hands.interruptible(copy.run(disk)),
                copy -> disk.step(copy::close));
    }

    private Mono<LocalFile> run(Disk disk) {
        var running = new RunningDigest(expected == null ? Digest.SHA_256 : expected.algorithm(), size);
        return disk.work(() -> copyOn(running))
                .repeat()
                .takeUntil(done -> done)
                .then(disk.work(() -> publish(running)));
    }

    /** Answers true at the end. */
    private synchronized boolean copyOn(RunningDigest running) throws IOException {
        long end = Math.min(size, position + Slice.of(size));
        while (position < end) {
            long copied = from.transferTo(position, end - position, to);
            if (copied == 0) {
                throw new IOException("%s became shorter while it was copied".formatted(source));
            }
            position += copied;
        }
        // From the copy, and not from the source: what was read is what lies there.
        running.update(to, hashed, end);
        hashed = end;
        reports.accept(Progress.of(position, size, Progress.Unit.BYTES)
                .withPhase("copying")
                .withItem(String.valueOf(target.getFileName()), 0, 1L));
        return end == size;
    }

    private synchronized LocalFile publish(RunningDigest running) throws IOException {
        Digest actual = running.soFar();
        if (expected != null && !expected.equals(actual)) {
            throw DownloadErrors.digestMismatch(
                    new RemoteFile(String.valueOf(target.getFileName()), source.toUri(), expected), actual);
        }
        to.force(true);
        Rename.file(draft, target);
        return new LocalFile(target, size, actual);
    }

    private synchronized void close() throws IOException {
        try (from;
                to) {
            Files.deleteIfExists(draft);
        }
    }
}
