package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where files are worked on: on threads that may block, and failing with what a failure means. */
public final class Disk {
    /** What is done; its null is an empty end. */
    public interface Work<T> {
        @Nullable
        T run() throws IOException;
    }

    /** What is done for its effect alone. */
    public interface Step {
        void run() throws IOException;
    }

    private final Hands hands;
    private final Path directory;
    private final LongSupplier missing;

    /** @param directory where the files are, for people to know what is meant */
    public Disk(JobContext context, Path directory) {
        this(Hands.of(context), directory);
    }

    public Disk(Hands hands, Path directory) {
        this(hands, directory, () -> 0);
    }

    /** @param missing how many bytes are still to be written there */
    Disk(JobContext context, Path directory, LongSupplier missing) {
        this(Hands.of(context), directory, missing);
    }

    private Disk(Hands hands, Path directory, LongSupplier missing) {
        this.hands = hands;
        this.directory = directory;
        this.missing = missing;
    }

    public <T> Mono<T> work(Work<T> work) {
        return hands.blocking(() -> {
            try {
                return work.run();
            } catch (IOException failure) {
                throw DownloadErrors.onDisk(failure, directory, missing.getAsLong());
            }
        });
    }

    public Mono<Void> step(Step step) {
        return work(() -> {
            step.run();
            return null;
        });
    }
}
