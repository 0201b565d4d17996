package io.headwater.cli.work;

import io.headwater.core.JobEngine;
import io.headwater.jobs.Job;
import io.headwater.jobs.JobHandler;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.verify.ModelVerifyJob;
import io.headwater.ocr.OcrJob;
import io.headwater.speech.SpeechToTextJob;
import reactor.core.publisher.Mono;

/** The kinds of jobs that commands leave in a home, and their queues: so that an engine that runs nothing can name them. */
final class KnownJobs {
    private KnownJobs() {}

    static JobEngine.Builder toldTo(JobEngine.Builder engine) {
        // A job that is tried again stays in its queue only where there is one.
        return engine.queue("download", 1)
                .queue("speech", 1)
                .queue("ocr", 1)
                .handler(DownloadModels.class, nobody())
                .handler(ModelDownloadJob.class, nobody())
                .handler(ModelVerifyJob.class, nobody())
                .handler(SpeechToTextJob.class, nobody())
                .handler(OcrJob.class, nobody())
                .handler(TranscribeBoth.class, nobody());
    }

    private static <J extends Job<R>, R> JobHandler<J, R> nobody() {
        return (job, context) -> Mono.error(new IllegalStateException("nothing runs here"));
    }
}
