package io.headwater.models.verify;

import io.headwater.jobs.JobContext;
import io.headwater.models.library.Holding;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Which files a job has read, so that it does not begin anew when it was paused. They are always read in one order. */
final class Readings implements Inspection.Memory {
    private static final long NOTED_EVERY = 8 * 1024 * 1024;

    private final JobContext context;
    private final Set<Path> files;
    private long unnoted;

    /** The job's checkpoint: all up to this file have been read. */
    record ReadSoFar(String file) {}

    private Readings(JobContext context, Set<Path> files) {
        this.context = context;
        this.files = files;
    }

    /** @param models all that the job reads, in order */
    static Mono<Readings> of(JobContext context, List<Holding> models) {
        return context.restore(ReadSoFar.class)
                .map(last -> new Readings(context, until(last.file(), models)))
                .defaultIfEmpty(new Readings(context, Set.of()));
    }

    /** Nothing, where the last one is not here any more. */
    private static Set<Path> until(String last, List<Holding> models) {
        var read = new HashSet<Path>();
        for (Holding model : models) {
            for (Holding.Held held : model.files()) {
                if (held.sight() != null) {
                    Path file = held.sight().file();
                    read.add(file);
                    if (file.toString().equals(last)) {
                        return read;
                    }
                }
            }
        }
        return Set.of();
    }

    @Override
    public boolean trusts(Path file) {
        return files.contains(file);
    }

    @Override
    public Mono<Void> read(Path file, long bytes) {
        unnoted += bytes;
        if (unnoted < NOTED_EVERY) {
            return Mono.empty();
        }
        unnoted = 0;
        return context.checkpoint(new ReadSoFar(file.toString()));
    }
}
