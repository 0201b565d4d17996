package io.headwater.cli.work;

import io.headwater.jobs.DispatchOptions;
import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobHandler;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Starts all transcriptions at once and waits for them. */
public final class TranscribeBothHandler implements JobHandler<TranscribeBoth, List<Transcription>> {
    @Override
    public Mono<List<Transcription>> run(TranscribeBoth job, JobContext context) {
        return Flux.fromIterable(job.transcriptions())
                .concatMap(transcription -> context.dispatch(transcription, named(transcription)))
                .collectList()
                .flatMapMany(started -> Flux.fromIterable(started)
                        .<Transcription>flatMapSequential(handle -> context.await(handle), started.size()))
                .collectList();
    }

    /** Two of a kind are told apart by what they hear. */
    private static DispatchOptions named(SpeechToTextJob transcription) {
        Path recording = transcription.media().get(0);
        return DispatchOptions.defaults()
                .withLabel("recording", recording.getFileName().toString());
    }
}
