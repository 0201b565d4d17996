package io.headwater.models;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobQuery;
import io.headwater.models.ref.ModelRef;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/** A host whose two jobs need one model, for a process of its own. Never ends by itself; started again, it goes on. */
final class HostToBeKilled {
    private HostToBeKilled() {}

    /** Takes the folder for everything, and the model. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        ModelRef model = ModelRef.parse(arguments[1]);
        Models models = models(folder);
        JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("download", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(Transcribe.class, Transcribe.handler(models))
                .start();
        engine.count(JobQuery.all())
                .filter(jobs -> jobs == 0)
                .flatMap(none -> engine.dispatch(new Transcribe("first", model)))
                .flatMap(first -> engine.dispatch(new Transcribe("second", model)))
                .then(Mono.never())
                .block();
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
