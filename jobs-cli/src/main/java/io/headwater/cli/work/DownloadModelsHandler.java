package io.headwater.cli.work;

import io.headwater.cli.work.ReadyModels.Ready;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.models.InstalledModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Starts or joins the download of each model and waits for all. One that fails stops no other; when all have ended, the
 * first failure is the command's.
 */
public final class DownloadModelsHandler implements JobHandler<DownloadModels, ReadyModels> {

    @Override
    public Mono<ReadyModels> run(DownloadModels job, JobContext context) {
        return Flux.fromIterable(job.downloads())
                .distinct()
                .concatMap(download -> context.dispatch(download, download.options())
                        .flatMap(DownloadModelsHandler::wake)
                        .map(handle -> new Awaited(
                                download.ref().name(), handle, job.optional().contains(download.ref()))))
                .collectList()
                // Not before all are dispatched: who waits can start nothing.
                .flatMap(downloads -> awaitAll(downloads, context))
                .map(DownloadModelsHandler::allOrTheFirstFailure);
    }

    /** Who types the command wants the download to go on, whoever has paused it. */
    private static Mono<JobHandle<InstalledModel>> wake(JobHandle<InstalledModel> download) {
        return download.resume()
                .onErrorResume(JobException.Conflict.class, ended -> Mono.empty())
                .thenReturn(download);
    }

    private static Mono<List<Outcome>> awaitAll(List<Awaited> downloads, JobContext context) {
        return Flux.fromIterable(downloads)
                .flatMapSequential(download -> outcomeOf(download, context), Math.max(1, downloads.size()))
                .collectList();
    }

    private static Mono<Outcome> outcomeOf(Awaited download, JobContext context) {
        return context.await(download.handle)
                .map(model -> new Outcome(new Ready(model.ref(), model.path()), null, null))
                .onErrorResume(
                        JobException.Dependency.class,
                        failure -> Mono.just(failed(reasonOf(failure), download, context)));
    }

    private static Outcome failed(JobException reason, Awaited download, JobContext context) {
        if (download.optional) {
            String words = "%s is optional, and missing: %s".formatted(download.name, reason.getMessage());
            context.log(LogLevel.WARN, words);
            return new Outcome(null, null, words);
        }
        return new Outcome(null, reason, null);
    }

    /** In the download's own words: to the person who typed the command it is no dependency. */
    private static JobException reasonOf(JobException.Dependency failure) {
        return failure.getCause() instanceof JobException reason ? reason : failure;
    }

    private static ReadyModels allOrTheFirstFailure(List<Outcome> outcomes) {
        var models = new ArrayList<Ready>();
        var missing = new ArrayList<String>();
        for (Outcome outcome : outcomes) {
            if (outcome.failure != null) {
                throw outcome.failure;
            }
            if (outcome.model != null) {
                models.add(outcome.model);
            }
            if (outcome.missing != null) {
                missing.add(outcome.missing);
            }
        }
        return new ReadyModels(models, missing);
    }

    private record Awaited(String name, JobHandle<InstalledModel> handle, boolean optional) {}

    private record Outcome(
            @Nullable Ready model,
            @Nullable JobException failure,
            @Nullable String missing) {}
}
