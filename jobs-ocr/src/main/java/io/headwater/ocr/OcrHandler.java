package io.headwater.ocr;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.JobException;
import io.headwater.jobs.JobHandler;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.headwater.models.InstalledModel;
import io.headwater.models.Models;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
     */
    record Done(@Nullable String file, OcrResult tally) {}

    @Override
    public Mono<OcrResult> run(OcrJob job, JobContext context) {
        return Flux.fromIterable(job.models())
                .concatMap(model -> models.ensureModel(context, model), 1)
                .collectList()
                .flatMap(languages -> context.restore(Done.class)
                        .defaultIfEmpty(new Done(null, OcrResult.NOTHING_YET))
                        .flatMap(done -> read(job, context, languages, done)));
    }

    private Mono<OcrResult> read(OcrJob job, JobContext context, List<InstalledModel> languages, Done done) {
        return context.using(
                context.blocking(() -> Tesseract.with(languages, programs, context.id())),
                tesseract -> context.interruptible(context.blocking(() -> Image.in(job))
                        .flatMapMany(images -> Flux.fromIterable(images)
                                .skip(1 + indexOf(done.file(), images))
                                .concatMap(image -> read(job, image, tesseract, context), 1)
                                .scan(done, (before, one) -> one.after(before))
                                .skip(1)
                                .concatMap(now -> tell(context, now, images.size()), 1))
                        .last(done)
                        .map(Done::tally)),
                tesseract -> context.blocking(() -> {
                    tesseract.close();
                    return null;
                }));
    }

    /** What became of one image. */
    private record Outcome(Image image, boolean kept, OcrResult.@Nullable Failure failure) {
        Done after(Done before) {
            OcrResult tally = before.tally();
            return new Done(
                    image.file().toString(),
                    failure != null ? tally.with(failure) : kept ? tally.withKept() : tally.withRead());
        }
    }

    private static Mono<Outcome> read(OcrJob job, Image image, Tesseract tesseract, JobContext context) {
        return context.blocking(() -> {
                    boolean kept = job.existing() == OcrJob.Existing.KEEP && image.isRead();
                    if (!kept) {
                        tesseract.read(image);
                    }
                    return new Outcome(image, kept, null);
                })
                .onErrorResume(Exception.class, failure -> {
                    JobException why = OcrErrors.of(failure, image);
                    context.log(LogLevel.WARN, "%s: %s".formatted(image.file(), why.getMessage()));
                    String words = String.valueOf(why.getMessage());
                    var named = new OcrResult.Failure(
                            image.file().toString(), why.code().name(), words);
                    return Mono.just(new Outcome(image, false, named));
                });
    }

    private static Mono<Done> tell(JobContext context, Done now, int images) {
        context.progress(Progress.of(now.tally().all(), images, Progress.Unit.FILES)
                .withPhase("reading")
                .withItem(now.file(), now.tally().all(), (long) images));
        return context.checkpoint(now).thenReturn(now);
    }

    private static int indexOf(@Nullable String file, List<Image> images) {
        for (int index = 0; index < images.size(); index++) {
            if (images.get(index).file().toString().equals(file)) {
                return index;
            }
        }
        return -1;
    }
}
