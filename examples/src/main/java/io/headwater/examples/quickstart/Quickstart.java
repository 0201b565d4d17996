package io.headwater.examples.quickstart;

import io.headwater.core.JobEngine;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobHandle;
import io.headwater.jobs.JobTree;
import io.headwater.models.ModelDownloadJob;
import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.SpeechHandler;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.Transcription;
import io.headwater.speech.whisper.WhisperEngine;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Recordings become subtitles, each by a job of its own; the model that hears them is fetched once, if it is not here. */
public final class Quickstart {
    private Quickstart() {}

    /** Takes a model, such as {@code whisper:tiny}, and recordings. */
    public static void main(String[] arguments) {
        List<Path> recordings = Stream.of(arguments).skip(1).map(Path::of).toList();
        run(Path.of("jobs.db"), Models.builder().build(), ModelRef.parse(arguments[0]), recordings, System.out);
    }

    static void run(Path database, Models models, ModelRef ears, List<Path> recordings, PrintStream out) {
        try (JobEngine engine = JobEngine.builder()
                .database(database)
                .queue("download", 2)
                .queue("speech", 2)
                .handler(ModelDownloadJob.class, models.downloadHandler())
                .handler(SpeechToTextJob.class, new SpeechHandler(models, WhisperEngine.inWorker()))
                .start()) {
            // All that happens, as it happens; to be shown live, or followed from a number on after a reconnect.
            engine.events().subscribe(event -> out.println(describe(event)));

            // A job is stored before dispatch answers. From then on it survives this process.
            List<JobHandle<Transcription>> jobs = recordings.stream()
                    .map(recording ->
                            engine.dispatch(SpeechToTextJob.of(recording, ears)).block())
                    .toList();

            for (JobHandle<Transcription> job : jobs) {
                out.println(job.result().block());
                print(engine.tree(job.id()).block(), "", out);
            }
        }
    }

    private static String describe(JobEvent event) {
        String what = event.kind().eventName();
        if (event instanceof JobEvent.JobProgressed progressed
                && progressed.progress().fraction() != null) {
            what = "%.0f %%".formatted(100 * progressed.progress().fraction());
        } else if (event instanceof JobEvent.JobLogged logged) {
            what = logged.message();
        }
        return "%s %-18s %s".formatted(event.job().brief(), event.stamp().type(), what);
    }

    /** What a job waited for stands below it; what several waited for, below each of them. */
    private static void print(JobTree tree, String indent, PrintStream out) {
        out.println(indent + tree.job().title() + " " + tree.job().id().brief() + ": "
                + tree.job().state());
        tree.children().forEach(child -> print(child, indent + "    ", out));
    }
}
