package io.headwater.models;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.JobType;
import io.headwater.models.ref.ModelRef;
import reactor.core.publisher.Mono;

/** A consumer as a host would write it, without the work for which it wants the model. */
@JobType(name = "test.transcribe", title = "Transcription")
record Transcribe(String medium, ModelRef model) implements Job<String> {
    static JobHandler<Transcribe, String> handler(Models models) {
        return (job, context) -> models.ensureModel(context, job.model()).flatMap(model -> ready(job, model, context));
    }

    private static Mono<String> ready(Transcribe job, InstalledModel model, JobContext context) {
        return context.step("ready", String.class, Mono.fromSupplier(() -> {
            context.log("Model ready at: " + model.path());
            return "%s with %d bytes".formatted(job.medium(), model.bytes());
        }));
    }
}
