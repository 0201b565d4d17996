package io.headwater.cli.work;

import io.headwater.jobs.Job;
import io.headwater.jobs.JobType;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import java.util.List;

/** What {@code headwater demo} is to the engine. */
@JobType(name = "cli.demo", version = 1, title = "Demo")
public record TranscribeBoth(List<SpeechToTextJob> transcriptions) implements Job<List<Transcription>> {
    public TranscribeBoth {
        transcriptions = List.copyOf(transcriptions);
    }
}
