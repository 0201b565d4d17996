package io.headwater.ocr;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.jobs.StopReason;
import io.headwater.models.InstalledModel;
import io.headwater.models.Models;
import io.headwater.models.SearchPath;
import io.headwater.models.media.FailureReport;
import io.headwater.models.media.MediaFailure;
import io.headwater.models.media.MediaFiles;
import io.headwater.models.media.OutputDisk;
import io.headwater.models.ref.ModelRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the engine needs in order to carry out an {@link OcrJob}. */
public final class OcrHandler implements JobHandler<OcrJob, OcrResult> {
    private final Models models;
    private final SearchPath programs;

    public OcrHandler(Models models) {
        this(models, SearchPath.ofThisMachine());
    }

    OcrHandler(Models models, SearchPath programs) {
        this.models = models;
        this.programs = programs;
    }

    /**
     * How far a job has come.
     *
     * @param file the last image that is done with; null before the first
     * @param pages how many pages there were up to there
     * @param more how many pages of the next image have been read
     */
    record Done(@Nullable String file, OcrResult tally, long pages, int more) {
        static final Done NOTHING = new Done(null, OcrResult.NOTHING_YET, 0, 0);

        Done with(Image image, OcrResult now, int itsPages) {
            return new Done(image.file().toString(), now, pages + itsPages, 0);
        }

        Done reading(int itsPages) {
            return new Done(file, tally, pages, itsPages);
        }
    }

    @Override
    public Mono<OcrResult> run(OcrJob job, JobContext context) {
        return context.blocking(() -> known(job))
                .flatMapMany(Flux::fromIterable)
                .concatMap(model -> models.ensureModel(context, model), 1)
                .doOnNext(language -> context.log("Model ready at: " + language.path()))
                .collectList()
                .flatMap(languages -> context.restore(Done.class)
                        .defaultIfEmpty(Done.NOTHING)
                        .flatMap(done -> new Run(job, context, done).all(languages)));
    }

    /** What it needs; fails for a name that nobody knows before any of it is fetched. */
    private List<ModelRef> known(OcrJob job) {
        job.models().forEach(models::installed);
        return job.models();
    }

    /** One run of a job, from where it stands to its end. */
    private final class Run {
        private final OcrJob job;
        private final JobContext context;
        private volatile Done done;
        private volatile @Nullable StopReason stopped;
        private volatile int images;

        Run(OcrJob job, JobContext context, Done done) {
            this.job = job;
            this.context = context;
            this.done = done;
        }

        Mono<OcrResult> all(List<InstalledModel> languages) {
            Disposable listening = context.interruption().subscribe(reason -> stopped = reason);
            return context.using(
                            tesseract(languages),
                            tesseract -> context.interruptible(context.blocking(this::found)
                                    .flatMapMany(found -> Flux.fromIterable(rest(found)))
                                    .concatMap(image -> deal(image, tesseract), 1)
                                    .then(Mono.fromSupplier(() -> done.tally()))),
                            tesseract -> blocking(tesseract::close))
                    .doFinally(end -> listening.dispose());
        }

        private Mono<Tesseract> tesseract(List<InstalledModel> languages) {
            Mono<String> name = Mono.fromSupplier(() -> "headwater-tessdata-" + UUID.randomUUID());
            return context.step("folder of the languages", String.class, name)
                    .map(folder -> Path.of(System.getProperty("java.io.tmpdir"), folder))
                    .flatMap(folder -> context.blocking(() -> Tesseract.with(languages, programs, folder))
                            .onErrorMap(IOException.class, failure -> OcrErrors.orFullDisk(failure, folder)));
        }

        private List<Image> found() throws IOException {
            return Image.in(job, warning -> context.log(LogLevel.WARN, warning));
        }

        /** Those that have not been dealt with, also when the last that was has gone meanwhile. */
        private List<Image> rest(List<Image> found) {
            images = found.size();
            String last = done.file();
            Comparator<Path> order = MediaFiles.order(job.media());
            return last == null
                    ? found
                    : found.stream()
                            .filter(image -> order.compare(image.file(), Path.of(last)) > 0)
                            .toList();
        }

        private Mono<Void> deal(Image image, Tesseract tesseract) {
            var reading = new Reading(image, tesseract, programs);
            return context.blocking(() -> isKept(image, reading))
                    .flatMap(kept -> kept ? past(image, 1, done.tally().withKept()) : read(image, reading))
                    .onErrorResume(
                            failure -> failure instanceof Exception && !(failure instanceof CancellationException),
                            // Not sooner: a program that fails because the job is being stopped is no failure, and is
                            // not heard of here any more.
                            failure -> blocking(() -> reading.close(false)).then(unlessAboutAll(failure, image)));
        }

        private Mono<Void> unlessAboutAll(Throwable failure, Image image) {
            return context.blocking(() -> OcrErrors.orFullDisk(failure, image.folder()))
                    .flatMap(why -> OcrErrors.concernsAll(why)
                            ? Mono.error(why)
                            : fail(image, OutputDisk.failure(why, image.file())));
        }

        private boolean isKept(Image image, Reading reading) throws IOException {
            boolean kept = job.existing() == OcrJob.Existing.KEEP && image.isRead();
            if (kept) {
                // It may be that this job has read it itself, and was killed before it could tidy up.
                reading.close(false);
            }
            return kept;
        }

        private Mono<Void> read(Image image, Reading begun) {
            return context.using(
                    Mono.just(begun),
                    reading -> blocking(reading::begin)
                            .thenMany(blocking(reading::readOn)
                                    .then(Mono.defer(() -> turn(image, reading)))
                                    .repeat(() -> reading.read() < reading.pages()))
                            .then(Mono.defer(() -> {
                                context.log("Written: " + image.texts());
                                return past(image, reading.pages(), done.tally().withRead());
                            })),
                    // What has been read of it is of use to whoever goes on, and after a cancel nobody does.
                    reading -> blocking(() -> reading.close(stopped != StopReason.CANCEL)));
        }

        /** One page more, of an image that has others. */
        private Mono<Void> turn(Image image, Reading reading) {
            if (reading.read() == reading.pages()) {
                return Mono.empty();
            }
            Done now = done.reading(reading.read());
            tell(image, now, reading.pages(), "page %d of %d".formatted(reading.read(), reading.pages()));
            return context.checkpoint(now);
        }

        private Mono<Void> past(Image image, int pages, OcrResult tally) {
            done = done.with(image, tally, pages);
            tell(image, done, 0, null);
            return context.checkpoint(done);
        }

        /** @param pages of the image that is being read; of those that nobody has looked at it is assumed that they have one */
        private void tell(Image image, Done now, int pages, @Nullable String message) {
            int past = now.tally().all();
            long known = now.pages() + (pages == 0 ? images - past : pages + images - past - 1);
            Progress progress = Progress.of(now.pages() + now.more(), known, Progress.Unit.ITEMS)
                    .withPhase("reading")
                    .withItem(image.file().toString(), past, (long) images);
            context.progress(message == null ? progress : progress.withMessage(message));
        }

        private Mono<Void> fail(Image image, JobException why) {
            var failure = MediaFailure.of(image.file(), why);
            context.log(LogLevel.WARN, failure.words());
            var all = FailureReport.of(context.id(), job.media(), job.output());
            return context.blocking(() -> all.add(failure, done.tally().failures()))
                    .onErrorResume(IOException.class, closed -> {
                        context.log(LogLevel.WARN, "%s cannot be written: %s".formatted(all.file(), closed));
                        return Mono.just(Optional.empty());
                    })
                    .flatMap(report -> past(image, 1, done.tally().with(failure, report.orElse(null))));
        }

        private Mono<Void> blocking(Blocking work) {
            return context.blocking(() -> {
                work.run();
                return null;
            });
        }
    }

    private interface Blocking {
        void run() throws IOException;
    }
}
