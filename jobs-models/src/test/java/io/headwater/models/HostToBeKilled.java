package io.headwater.models;

import io.headwater.core.JobEngine;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobQuery;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A host whose two jobs need one model, for a process of its own. Never ends by itself; started again, it goes on. */
final class HostToBeKilled {
    private HostToBeKilled() {}

    /** Takes the folder for everything, the model, and how many jobs want it: of many, one is cancelled and one is paused. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        ModelRef model = ModelRef.parse(arguments[1]);
        int wanted = Integer.parseInt(arguments[2]);
        Models models = models(folder);
        JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
        engine.count(JobQuery.all())
                .filter(jobs -> jobs == 0)
                .flatMap(none ->
                        ask(engine, model, wanted).then(Mono.fromCallable(() -> Files.createFile(asked(folder)))))
                .then(Mono.never())
                .block();
    }

    private static Mono<Void> ask(JobEngine engine, ModelRef model, int wanted) {
        return Flux.range(1, wanted)
                .concatMap(number -> engine.dispatch(new Transcribe("film " + number, model)))
                .collectList()
                .filter(jobs -> jobs.size() > 2)
                .flatMap(jobs -> Flux.fromIterable(jobs)
                        .concatMap(job -> waiting(engine, job))
                        .then(jobs.get(0).cancel())
                        .then(jobs.get(1).pause()));
    }

    private static Mono<Void> waiting(JobEngine engine, JobHandle<String> job) {
        return engine.events(EventFilter.all().ofJob(job.id()), 0)
                .takeUntil(event -> event.kind() == JobEvent.Kind.WAITING)
                .then();
    }

    /** Stands there as soon as all of them wait. */
    static Path asked(Path folder) {
        return folder.resolve("asked");
    }

    static Models models(Path folder) {
        return Models.builder()
                .cacheDir(folder.resolve("models"))
                .hubCache(folder.resolve("hub"))
                .stateDir(folder.resolve("state"))
                .allowPrivate(true)
                .build();
    }
}
