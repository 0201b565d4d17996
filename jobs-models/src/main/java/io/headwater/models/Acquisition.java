package io.headwater.models;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.LogLevel;
import io.headwater.models.delivery.ModelErrors;
import io.headwater.models.delivery.Wanted;
import io.headwater.models.download.Sizes;
import io.headwater.models.ref.ModelRef;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * One job's way to one model.
 *
 * <p>The job's handler may be run again from its top, and much later. What it has found and said are steps, so that the
 * job's log tells the story once. But what a step remembers of the disk need not be true any more. So the last word is
 * always a look at the disk; where it contradicts, another round begins, with steps of its own. So does each attempt.
 */
final class Acquisition {
    /** Enough for any accident; more would hide that somebody keeps removing the model. */
    private static final int MOST_ROUNDS = 3;

    private final Stock stock;
    private final SourceSizes sizes;
    private final Function<ModelRef, Wanted> wanted;
    private final boolean autoDownload;
    private final ModelRef ref;
    private final JobContext context;

    Acquisition(
            Stock stock,
            SourceSizes sizes,
            Function<ModelRef, Wanted> wanted,
            boolean autoDownload,
            ModelRef ref,
            JobContext context) {
        this.stock = stock;
        this.sizes = sizes;
        this.wanted = wanted;
        this.autoDownload = autoDownload;
        this.ref = ref;
        this.context = context;
    }

    Mono<InstalledModel> run() {
        return Mono.defer(() -> round(1));
    }

    private Mono<InstalledModel> round(int round) {
        if (round > MOST_ROUNDS) {
            return Mono.error(ModelErrors.vanishing(ref));
        }
        return isThere(round)
                .flatMap(there -> there ? Mono.just(ref) : fetch(round))
                .flatMap(this::find)
                .switchIfEmpty(Mono.defer(() -> round(round + 1)));
    }

    private Mono<InstalledModel> find(ModelRef installed) {
        return stock.find(wanted.apply(installed), context);
    }

    private Mono<Boolean> isThere(int round) {
        Mono<Boolean> look = find(ref)
                .doOnNext(model -> context.log("Using existing model: " + ref.name()))
                .hasElement();
        return context.step(name("look", round), Boolean.class, look);
    }

    /** What has come in the end: where nobody had the model itself, what its source names as good enough. */
    private Mono<ModelRef> fetch(int round) {
        if (!autoDownload) {
            return Mono.error(ModelErrors.missing(ref));
        }
        var job = new ModelDownloadJob(ref);
        return context.dispatch(job, job.options().withName(name("download", round)))
                .flatMap(handle -> announce(handle, round).then(context.await(handle)))
                .onErrorResume(JobException.Dependency.class, outcome -> fail(outcome, round))
                .flatMap(model -> tell("end", round, LogLevel.INFO, Mono.just("Model download complete"))
                        .thenReturn(model.ref()));
    }

    private Mono<Void> announce(JobHandle<InstalledModel> handle, int round) {
        return tell("begin", round, LogLevel.INFO, beginning(handle))
                .then(tell("dispatched", round, LogLevel.INFO, Mono.just("Download job dispatched: " + handle.id())));
    }

    private Mono<String> beginning(JobHandle<InstalledModel> handle) {
        if (handle.joined()) {
            return Mono.just("Model %s is already being downloaded (job %s)".formatted(ref.name(), handle.id()));
        }
        String line = "Model %s not found. Starting download".formatted(ref.name());
        return context.interruptible(sizes.of(ref))
                .map(bytes -> "%s (%s)...".formatted(line, Sizes.readable(bytes)))
                .defaultIfEmpty(line + "...");
    }

    private <T> Mono<T> fail(JobException.Dependency outcome, int round) {
        JobException failure = ModelErrors.download(outcome);
        return tell("end", round, LogLevel.ERROR, Mono.just(failure.getMessage()))
                .then(Mono.error(failure));
    }

    /** As a step: said once, however often the handler is run again. */
    private Mono<Void> tell(String part, int round, LogLevel level, Mono<String> line) {
        Mono<Void> telling = line.doOnNext(words -> context.log(level, words)).then();
        return context.step(name(part, round), Void.class, telling);
    }

    private String name(String part, int round) {
        return "model %s: %s, attempt %d, round %d".formatted(ref, part, context.attempt(), round);
    }
}
