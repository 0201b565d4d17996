package io.headwater.cli.demo;

import io.headwater.cli.screen.Words;
import io.headwater.cli.work.TranscribeBoth;
import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.EventFilter;
import io.headwater.jobs.JobEvent;
import io.headwater.jobs.JobEvent.JobProgressed;
import io.headwater.jobs.JobException;
import io.headwater.jobs.Jobs;
import io.headwater.models.Models;
import io.headwater.models.ref.ModelRef;
import io.headwater.speech.Existing;
import io.headwater.speech.Language;
import io.headwater.speech.SpeechToTextJob;
import io.headwater.speech.transcript.Format;
import io.headwater.testkit.hub.Content;
import io.headwater.testkit.hub.HubLookAlike;
import io.headwater.testkit.whisper.TinyWhisper;
import io.headwater.testkit.whisper.Tones;
import io.headwater.testkit.whisper.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the demo needs of the world: a hub on this machine that answers as the real one does, over real HTTP, with a model of
 * 2 MB that whisper.cpp runs like any other, and two recordings. All of it lies in one folder, apart from the models of
 * everyday.
 */
final class Stage implements AutoCloseable {
    private static final String REPOSITORY = "headwater/four-words";
    private static final String FILE = "ggml-four-words.bin";
    private static final Duration STEP = Duration.ofSeconds(5);

    /** For the hub on this machine only. */
    private static final String TOKEN = "hf_demo";

    /** Slow enough to be watched. */
    private static final long BYTES_PER_SECOND = 500_000;

    private static final double SEEN_ENOUGH = 0.4;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Path folder;
    private final HubLookAlike hub;

    private Stage(Path folder, HubLookAlike hub) {
        this.folder = folder;
        this.hub = hub;
    }

    static Stage setIn(Path folder) {
        try {
            Files.createDirectories(folder);
            tune(folder.resolve("first.wav"), Word.ALPHA, Word.BRAVO, Word.CHARLIE);
            tune(folder.resolve("second.wav"), Word.DELTA, Word.ALPHA);
        } catch (IOException failure) {
            throw cannot(failure);
        }
        HubLookAlike hub = HubLookAlike.start().token(TOKEN).limitRate(BYTES_PER_SECOND);
        byte[] model = TinyWhisper.ofSteps((int) STEP.toSeconds()).bytes();
        hub.model(REPOSITORY).license("apache-2.0").lfs(FILE, Content.of(model)).commit();
        return new Stage(folder, hub);
    }

    private static void tune(Path file, Word... words) throws IOException {
        Tones.of(STEP, words).writeWav(file);
    }

    Models models() {
        return Models.builder()
                .endpoint(hub.endpoint())
                .offline(false)
                .token(() -> TOKEN)
                .hubCache(cache())
                .cacheDir(folder.resolve("other-models"))
                .stateDir(folder.resolve("models"))
                .build();
    }

    private Path cache() {
        return folder.resolve("hub");
    }

    TranscribeBoth job() {
        return new TranscribeBoth(
                recordings().stream().map(Stage::transcription).toList());
    }

    private static SpeechToTextJob transcription(Path recording) {
        return new SpeechToTextJob(
                List.of(recording),
                ModelRef.parse("hf:%s:%s".formatted(REPOSITORY, FILE)),
                new Language("en"),
                EnumSet.of(Format.SRT),
                null,
                Existing.OVERWRITE);
    }

    List<Path> recordings() {
        return List.of(folder.resolve("first.wav"), folder.resolve("second.wav"));
    }

    Path transcriptOf(Path recording) {
        String name = recording.getFileName().toString();
        return recording.resolveSibling(name.replace(".wav", ".srt"));
    }

    /** Does what a person may do at any time: pauses the download, and resumes it. Emits words about that. */
    Flux<String> pauseAndResume(Jobs jobs) {
        return jobs.events(EventFilter.all().ofType("models.download"), 0)
                .filter(Stage::isSeenEnough)
                .next()
                .map(JobEvent::job)
                .flatMapMany(download -> Flux.concat(
                        jobs.pause(download)
                                .thenReturn("The download is paused, as you could do; both jobs go on waiting for it."),
                        Mono.delay(PAUSE)
                                .then(jobs.resume(download))
                                .thenReturn("It is resumed: what came before the pause is not fetched again.")))
                .onErrorResume(JobException.Conflict.class, faster -> Mono.empty());
    }

    private static boolean isSeenEnough(JobEvent event) {
        return event instanceof JobProgressed progressed
                && progressed.progress().fraction() != null
                && progressed.progress().fraction() >= SEEN_ENOUGH;
    }

    /** Lets the model go, so that the next demo begins without it. */
    void strike() {
        if (Files.notExists(cache())) {
            return;
        }
        try (Stream<Path> files = Files.walk(cache())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw cannot(failure);
        }
    }

    /** The disk has the last word. */
    static JobException cannot(IOException failure) {
        return new JobException.Storage(
                ErrorCode.IO,
                "The demo's files cannot be written or read: " + Words.reason(failure),
                "See whether the disk has room and may be written to, or name another home with --home.",
                failure);
    }

    @Override
    public void close() {
        hub.close();
    }
}
