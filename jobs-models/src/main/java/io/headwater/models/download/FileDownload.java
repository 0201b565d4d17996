package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.Progress;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Fetches files, as part of a job. One of them serves all jobs of a process: what a host asks of one holds for all. */
public final class FileDownload {
    private final Network network;
    private final Settings settings;
    private final Turns turns = new Turns();
    private final Distrust distrust = new Distrust();

    private FileDownload(Network network, Settings settings) {
        this.network = network;
        this.settings = settings;
    }

    public static Builder builder(Network network) {
        return new Builder(network);
    }

    /**
     * Fetches what is missing of a file; it appears at its target, whole and verified, in one instant. Each subscription
     * is one attempt. However it ends, also by the job's being stopped, what has arrived stays and the next attempt goes
     * on from there, whoever makes it. Whoever wants the same target meanwhile waits, and takes the same result.
     */
    public Mono<LocalFile> fetch(RemoteFile file, Path target, JobContext context) {
        return fetch(file, target, context, FetchOptions.defaults());
    }

    /** The same, with wishes of its own. */
    public Mono<LocalFile> fetch(RemoteFile file, Path target, JobContext context, FetchOptions options) {
        Consumer<Progress> listener = options.reports() == null ? context::progress : options.reports();
        return turns.take(
                file, target, context, listener, all -> transfer(file, target, context, options.withReports(all)));
    }

    private Mono<LocalFile> transfer(RemoteFile file, Path target, JobContext context, FetchOptions options) {
        var disk = new Disk(context, target.resolveSibling(""));
        return context.using(
                partialOf(file, target, context, disk),
                partial -> {
                    Fetch fetch = fetch(distrust.appliedTo(file), partial, options, context);
                    return new Transfer(network, fetch, distrust, context).run();
                },
                partial -> partial.isClosed() ? Mono.empty() : disk.step(partial::close));
    }

    private Fetch fetch(RemoteFile file, PartialFile partial, FetchOptions options, JobContext context) {
        return new Fetch(file, partial, new Disk(context, partial.directory(), partial::missing), options, settings);
    }

    private Mono<PartialFile> partialOf(RemoteFile file, Path target, JobContext context, Disk disk) {
        if (file.isSmall()) {
            return Mono.fromSupplier(() -> PartialFile.ofSmall(target, file.algorithm()));
        }
        double spaceFactor = settings.diskSpaceFactor();
        // Not the job's id: two engines, each with a store of its own, may share a folder and have a job of one number.
        return context.step("partial file for " + target, String.class, Mono.fromSupplier(PrivateMark::fresh))
                .flatMap(mark -> disk.work(() -> PartialFile.open(target, mark, file.algorithm(), spaceFactor)));
    }

    /** Fails where there is not room enough for so many bytes, and for what else the host wants to be free. Blocks. */
    public void requireRoom(Path directory, long bytes) throws IOException {
        long needed = Math.round(bytes * settings.diskSpaceFactor());
        long free = Files.getFileStore(directory).getUsableSpace();
        if (needed > free) {
            throw DownloadErrors.noSpace(directory, needed, free, null);
        }
    }

    /** Removes from a folder what a process that ended too early has left there, as far as nobody can go on from it. Blocks. */
    public void sweep(Path directory) throws IOException {
        Custody.sweep(directory);
    }

    /** For whoever reports work on files that may take its time: says it again and again. */
    public Pulse pulse(Consumer<Progress> reports) {
        return new Pulse(reports, network.scheduler());
    }

    /** How many bytes a file has, without fetching it; empty when its source does not say. */
    public Mono<Long> size(URI location) {
        return network.size(location, FirstAnswers.IGNORED);
    }

    /**
     * What a source says of a file before it gives its bytes, or sends elsewhere for them.
     *
     * @param bytes how long it is; null where that is not said in the usual way
     */
    public record Head(@Nullable Long bytes, HttpHeaders headers) {}

    /** Takes its time as {@link Network#read} does, and errors with the refusal of the source. */
    public Mono<Head> head(String name, URI location) {
        return network.readHead(location, page -> {
            if (page.status() >= 400) {
                throw DownloadErrors.refused(new RemoteFile(name, location, null), location, page.status(), false);
            }
            return new Head(Answer.sizeIn(page.status(), page.headers()), page.headers());
        });
    }

    /** Puts a {@link FileDownload} together. */
    public static final class Builder {
        private final Network network;
        private Settings settings = Settings.defaults();

        private Builder(Network network) {
            this.network = network;
        }

        /** How often in a row, without a byte, a request is tried again before the job fails; three by default. */
        public Builder retries(int most) {
            settings = settings.withRetries(most);
            return this;
        }

        /**
         * How many connections one file may have; eight by default. It gets them only where one of them is slower than this
         * machine, and where its source likes to give more.
         */
        public Builder connections(int most) {
            settings = settings.withConnections(most);
            return this;
        }

        /** How much room there must be on the disk for each byte that is still missing; 2.0 by default. */
        public Builder diskSpaceFactor(double factor) {
            settings = settings.withDiskSpaceFactor(factor);
            return this;
        }

        /** How many bytes are stored of a file whose length nobody has declared; a thousand gigabytes by default. */
        public Builder largestFile(long bytes) {
            settings = settings.withLargestFile(bytes);
            return this;
        }

        /**
         * Whether a file is safe from a power cut before it appears; so by default. Otherwise a cut may leave its name
         * without its bytes, until somebody verifies it.
         */
        public Builder synced(boolean wanted) {
            settings = settings.withSynced(wanted);
            return this;
        }

        /** How fast all downloads together may be; whoever keeps it may change it while they run. */
        public Builder rateLimit(RateLimit shared) {
            settings = settings.withLimit(shared);
            return this;
        }

        public FileDownload build() {
            return new FileDownload(network, settings);
        }
    }
}
