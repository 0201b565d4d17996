package io.headwater.speech;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.models.Models;
import io.headwater.models.media.FailureReport;
import io.headwater.models.media.MediaFailure;
import io.headwater.models.media.MediaFiles;
import io.headwater.models.media.OutputDisk;
import io.headwater.speech.audio.AudioDecoder;
import io.headwater.speech.audio.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the engine needs in order to carry out a {@link SpeechToTextJob}. */
public final class SpeechHandler implements JobHandler<SpeechToTextJob, Transcription> {
    private final Models models;
    private final SpeechEngine engine;
    private final AudioDecoder decoder;

    public SpeechHandler(Models models, SpeechEngine engine) {
        this(models, engine, AudioDecoder.ofThisMachine());
    }

    public SpeechHandler(Models models, SpeechEngine engine, AudioDecoder decoder) {
        this.models = models;
        this.engine = engine;
        this.decoder = decoder;
    }

    @Override
    public Mono<Transcription> run(SpeechToTextJob job, JobContext context) {
        return models.ensureModel(context, job.model())
                .doOnNext(model -> context.log("Model ready at: " + model.path()))
                .map(ModelFile::of)
                .flatMap(model -> context.restore(Position.class)
                        .defaultIfEmpty(Position.START)
                        .flatMap(position -> new Run(job, context, model, position).all()));
    }

    /** What was known of a recording when it was last changed then. */
    private record Looked(Recording recording, FileTime changed) {}

    /** One run of a job, from where it stands to its end. */
    private final class Run {
        private final SpeechToTextJob job;
        private final JobContext context;
        private final ModelFile model;
        private final SessionKeeper sessions;
        private volatile Position position;
        private volatile @Nullable StopReason stopped;
        private volatile int items;
        private final Map<Path, Looked> looked = new ConcurrentHashMap<>();
        private final AtomicLong total = new AtomicLong();

        Run(SpeechToTextJob job, JobContext context, ModelFile model, Position position) {
            this.job = job;
            this.context = context;
            this.model = model;
            this.position = position;
            this.total.set(position.milliseconds());
            this.sessions = new SessionKeeper(engine, model.path());
        }

        Mono<Transcription> all() {
            return context.using(
                    Mono.fromSupplier(() -> context.interruption().subscribe(reason -> stopped = reason)),
                    listening -> context.interruptible(discovered()
                            .flatMap(media -> Flux.fromIterable(media)
                                    .concatMap(this::dealWith, 1)
                                    .then(Mono.fromSupplier(() -> position.tally())))),
                    listening -> quietly(() -> {
                        listening.dispose();
                        sessions.end();
                    }));
        }

        // Discovery --------------------------------------------------------------------------------------------------

        /** Those that have not been dealt with. */
        private Mono<List<Medium>> discovered() {
            context.progress(Progress.unbounded(position.milliseconds(), Progress.Unit.MILLISECONDS)
                    .withPhase("discovery"));
            return context.blocking(
                            () -> Discovery.of(job, context.id(), warning -> context.log(LogLevel.WARN, warning)))
                    .map(this::rest)
                    .delayUntil(media ->
                            Flux.fromIterable(media).concatMap(medium -> context.blocking(() -> look(medium)), 1));
        }

        /** Also when the one that it was at has gone meanwhile. */
        private List<Medium> rest(List<Medium> media) {
            items = media.size();
            String last = position.file();
            if (last == null) {
                return media;
            }
            Comparator<Path> order = MediaFiles.order(job.media());
            int first = position.over() ? 1 : 0;
            return media.stream()
                    .filter(medium -> order.compare(medium.file(), Path.of(last)) >= first)
                    .toList();
        }

        /** How long it is; what is wrong with it is told when its turn comes. */
        private @Nullable Void look(Medium medium) throws IOException {
            if (!isKept(medium) && Files.exists(medium.file())) {
                try {
                    recordingOf(medium);
                } catch (JobException | IOException unreadable) {
                    return null;
                }
            }
            return null;
        }

        /** Looked at once, unless it has changed since: for most recordings, that takes a program. */
        private Recording recordingOf(Medium medium) throws IOException {
            FileTime changed = Files.getLastModifiedTime(medium.file());
            Looked before = looked.get(medium.file());
            if (before != null && before.changed().equals(changed)) {
                return before.recording();
            }
            Recording recording = decoder.look(medium.file());
            looked.put(medium.file(), new Looked(recording, changed));
            total.addAndGet(millisOf(recording) - (before == null ? 0 : millisOf(before.recording())));
            return recording;
        }

        private boolean isKept(Medium medium) throws IOException {
            return job.existing() == Existing.KEEP
                    && !isBegun(medium)
                    && Files.exists(medium.file())
                    && medium.outputs().areThere(medium.file());
        }

        // One recording after the other ------------------------------------------------------------------------------

        private Mono<Void> dealWith(Medium medium) {
            return context.blocking(() -> isWritten(medium))
                    .flatMap(written -> written ? past(medium, Position::transcribed) : heardUnlessKept(medium))
                    .onErrorResume(failure -> context.blocking(() -> SpeechErrors.orFullDisk(
                                    failure, medium.outputs().folder()))
                            .flatMap(why -> SpeechErrors.concernsAll(why)
                                    ? Mono.error(why)
                                    : failed(medium, OutputDisk.failure(why, medium.file()))));
        }

        /** Whether it was written down to its end, and only the checkpoint was missed that would have said so. */
        private boolean isWritten(Medium medium) throws IOException {
            return isBegun(medium)
                    && !Files.exists(medium.outputs().partial())
                    && Files.exists(medium.file())
                    && medium.outputs().areThere(medium.file());
        }

        private boolean isBegun(Medium medium) {
            return position.isAt(medium) && position.written() > 0;
        }

        private Mono<Void> heardUnlessKept(Medium medium) {
            return context.blocking(() -> isKept(medium))
                    .flatMap(kept -> kept ? past(medium, Position::kept) : heardIn(medium));
        }

        private Mono<Void> heardIn(Medium medium) {
            return context.blocking(() -> recordingOf(medium)).flatMap(recording -> {
                if (!recording.audible()) {
                    context.log("%s has no sound".formatted(medium.file()));
                    return past(medium, Position::silent);
                }
                return hear(recording, medium)
                        .then(Mono.fromRunnable(() -> context.log("Written: %s".formatted(medium.outputs()))))
                        .then(past(medium, Position::transcribed));
            });
        }

        private Mono<Void> hear(Recording recording, Medium medium) {
            var idle = new AtomicBoolean();
            return context.using(
                    context.blocking(() -> Listening.open(medium, model, job.language(), position, decoder)),
                    listening -> Mono.fromRunnable(() -> tell(medium, listening.milliseconds()))
                            .then(windows(medium, listening))
                            .then(quietly(() -> listening.finish(recording)))
                            .doOnTerminate(() -> idle.set(true)),
                    listening -> quietly(() -> {
                        // Whoever still hears a window lets go of the recording only when the engine lets go of him.
                        if (idle.get()) {
                            sessions.dropIfSpoilt();
                        } else {
                            sessions.drop();
                        }
                        listening.close();
                        if (stopped == StopReason.CANCEL) {
                            // Nobody goes on with it.
                            Files.deleteIfExists(medium.outputs().partial());
                        }
                    }));
        }

        private Mono<Void> windows(Medium medium, Listening listening) {
            return context.blocking(() -> listening.hear(sessions.session()))
                    .delayUntil(more -> more ? checkpoint(medium, listening) : Mono.empty())
                    .repeat()
                    .takeWhile(more -> more)
                    .then();
        }

        private Mono<Void> checkpoint(Medium medium, Listening listening) {
            return context.blocking(() -> listening.position(position)).flatMap(now -> {
                position = now;
                tell(medium, listening.milliseconds());
                return context.checkpoint(now);
            });
        }

        private void tell(Medium medium, long milliseconds) {
            long all = total.get();
            long sum = position.milliseconds() + milliseconds;
            context.progress((all == 0
                            ? Progress.unbounded(sum, Progress.Unit.MILLISECONDS)
                            : Progress.of(Math.min(sum, all), all, Progress.Unit.MILLISECONDS))
                    .withPhase("transcribing")
                    .withItem(String.valueOf(medium.file().getFileName()), past(), (long) items));
        }

        private long past() {
            Transcription tally = position.tally();
            return (long) tally.transcribed() + tally.kept() + tally.silent() + tally.failed();
        }

        private static long millisOf(Recording recording) {
            return recording.milliseconds() == null ? 0 : recording.milliseconds();
        }

        private Mono<Void> past(Medium medium, UnaryOperator<Position> how) {
            return Mono.defer(() -> {
                Looked known = looked.get(medium.file());
                position = how.apply(position.at(medium)).after(known == null ? 0 : millisOf(known.recording()));
                tell(medium, 0);
                return context.checkpoint(position);
            });
        }

        // What cannot be heard ---------------------------------------------------------------------------------------

        private Mono<Void> failed(Medium medium, JobException why) {
            var failure = MediaFailure.of(medium.file(), why);
            context.log(LogLevel.WARN, failure.words());
            var all = FailureReport.of(context.id(), job.media(), job.output());
            return quietly(() -> tidyUp(medium))
                    .then(context.blocking(
                            () -> all.add(failure, position.tally().failures())))
                    .onErrorResume(IOException.class, closed -> {
                        context.log(LogLevel.WARN, "%s cannot be written: %s".formatted(all.file(), closed));
                        return Mono.just(Optional.empty());
                    })
                    .flatMap(report -> past(medium, before -> before.failed(failure, report.orElse(null))));
        }

        /** That it cannot is no news of a recording that has failed. */
        private void tidyUp(Medium medium) {
            try {
                Files.deleteIfExists(medium.outputs().partial());
            } catch (IOException closed) {
                context.log(
                        LogLevel.WARN, "%s stays: %s".formatted(medium.outputs().partial(), closed));
            }
        }

        private Mono<Void> quietly(Closing closing) {
            return context.blocking(() -> {
                closing.close();
                return null;
            });
        }
    }

    private interface Closing {
        void close() throws IOException;
    }
}
