package io.headwater.speech;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobQuery;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.whisper.WhisperEngine;
import java.net.URI;
import java.nio.file.Path;
import reactor.core.publisher.Mono;

/** A host in a process of its own, which goes on with what it finds, and else transcribes one recording. */
public final class HostToBeKilled {
    private HostToBeKilled() {}

    /** Takes the folder for everything, the hub, the model and the recording. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        Models models = SpeechHost.models(folder, URI.create(arguments[1]));
        JobEngine engine = JobEngine.builder()
                .database(folder.resolve("jobs.db"))
                .queue("download", 1)
                .queue("speech", 1)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(SpeechToTextJob.class, new SpeechHandler(models, WhisperEngine.inWorker()))
                .start();
        var job = SpeechToTextJob.of(Path.of(arguments[3]), ModelRef.parse(arguments[2]));
        engine.count(JobQuery.all())
                .filter(jobs -> jobs == 0)
                .flatMap(none -> engine.dispatch(job))
                .then(Mono.never())
                .block();
    }
}
