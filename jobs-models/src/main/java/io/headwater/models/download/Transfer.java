package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;

/** One attempt to complete a partial file. */
final class Transfer {
    /** When the disk is slower than the source, this many chunks wait in memory, and then the source waits. */
    private static final int CHUNKS_AHEAD = 4;

    private final HttpSource source;
    private final RemoteFile file;
    private final PartialFile partial;
    private final JobContext context;
    private final Disk disk;

    Transfer(HttpSource source, RemoteFile file, PartialFile partial, JobContext context) {
        this.source = source;
        this.file = file;
        this.partial = partial;
        this.context = context;
        this.disk = new Disk(context, partial.directory(), partial::missing);
    }

    Mono<LocalFile> run() {
        return context.interruptible(Mono.defer(this::checkWhatIsHere)
                .then(Mono.defer(this::fetchWhatIsMissing))
                .then(disk.work(() -> partial.publish(file)))
                .retryWhen(onceWhenDamaged()));
    }

    /** Slice by slice, so that a request to stop is heard in between. */
    private Mono<Void> checkWhatIsHere() {
        long noted = partial.noted();
        return disk.work(partial::check)
                .repeat()
                .takeUntil(checked -> checked)
                .doOnNext(checked -> reportChecking())
                .then(Mono.fromRunnable(() -> {
                    if (partial.bytes() < noted) {
                        warn("what was here has been damaged");
                    }
                }));
    }

    private Mono<Void> fetchWhatIsMissing() {
        if (partial.isWhole()) {
            return Mono.empty();
        }
        if (partial.bytes() > 0 && !canBeContinued()) {
            return startOver("its source does not tell one version from another")
                    .then(Mono.defer(this::request));
        }
        return request();
    }

    /** Without a name for its version, only a digest can tell that two halves belong together. */
    private boolean canBeContinued() {
        return partial.version().isExact() || file.sha256() != null;
    }

    private Mono<Void> request() {
        return source.get(file.location(), this::askForTheRest, this::receive)
                .single()
                .onErrorMap(failure -> DownloadErrors.onTheWay(failure, file))
                .flatMap(fits -> fits
                        ? Mono.empty()
                        // This time nothing is here that could fail to fit.
                        : startOver("it has changed at its source").then(Mono.defer(this::request)));
    }

    private void askForTheRest(HttpHeaders headers) {
        if (partial.bytes() == 0) {
            return;
        }
        headers.set(HttpHeaderNames.RANGE, "bytes=" + partial.bytes() + "-");
        if (partial.version().isExact()) {
            headers.set(HttpHeaderNames.IF_RANGE, partial.version().etag());
        }
    }

    /** Answers whether what came fits to what is here. */
    private Mono<Boolean> receive(HttpClientResponse response, ByteBufFlux body) {
        int status = response.status().code();
        Answer answer = Answer.to(status, response.responseHeaders(), partial.bytes(), partial.version());
        return switch (answer.meaning()) {
            case BEGINS -> begin(answer.version()).then(store(body)).thenReturn(true);
            case CONTINUES -> expect(answer.version()).then(store(body)).thenReturn(true);
            case IS_WHOLE -> expect(answer.version()).thenReturn(true);
            case DOES_NOT_FIT -> Mono.just(false);
            case REFUSED -> Mono.error(DownloadErrors.refused(file, status));
            case NONSENSE -> Mono.error(DownloadErrors.nonsense(file, status));
        };
    }

    private Mono<Void> begin(Version version) {
        if (partial.bytes() == 0) {
            return expect(version);
        }
        boolean same = version.isExact() && version.equals(partial.version());
        return startOver(same ? "its source sends it only as a whole" : "it has changed at its source")
                .then(expect(version));
    }

    private Mono<Void> startOver(String why) {
        return disk.step(partial::restart).doOnSuccess(done -> warn(why));
    }

    private Mono<Void> expect(Version version) {
        return disk.step(() -> partial.expect(version)).doOnSuccess(done -> reportDownloading());
    }

    private Mono<Void> store(ByteBufFlux body) {
        var broken = new AtomicReference<@Nullable Throwable>();
        return body.asByteArray()
                .onErrorResume(failure -> {
                    // Not passed on yet: what arrived before it shall reach the disk first.
                    broken.set(failure);
                    return Mono.empty();
                })
                .concatMap(this::keep, CHUNKS_AHEAD)
                .then(Mono.defer(() -> endOfBody(broken.get())));
    }

    private Mono<Void> keep(byte[] chunk) {
        Long total = partial.version().bytes();
        if (total != null && partial.bytes() + chunk.length > total) {
            return Mono.error(DownloadErrors.tooLong(file, total));
        }
        return disk.work(() -> partial.append(chunk))
                .doOnNext(noted -> reportDownloading())
                .filter(noted -> noted)
                .flatMap(noted -> context.checkpoint(new DownloadedSoFar(partial.bytes())));
    }

    private Mono<Void> endOfBody(@Nullable Throwable broken) {
        if (broken != null) {
            return Mono.error(DownloadErrors.brokenOff(broken, file, partial));
        }
        boolean tooShort = partial.version().bytes() != null && !partial.isWhole();
        return tooShort ? Mono.error(DownloadErrors.truncated(file, partial, null)) : Mono.empty();
    }

    /** What was damaged on its way arrives whole the next time; what is damaged at its source does not. */
    private Retry onceWhenDamaged() {
        return Retry.max(1)
                .filter(DownloadErrors::isDigestMismatch)
                .doBeforeRetry(signal -> warn("it arrived damaged"))
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private void warn(String reason) {
        context.log(LogLevel.WARN, "%s starts over: %s".formatted(file.name(), reason));
    }

    /** What the note vouches for counts as done from the start: reading it again is not downloading it, at no speed. */
    private void reportChecking() {
        if (partial.noted() > 0) {
            long percent = 100 * partial.bytes() / partial.noted();
            report(partial.noted(), "checking", "Checking what is already here: %d %%".formatted(percent));
        }
    }

    private void reportDownloading() {
        report(partial.bytes(), "downloading", null);
    }

    private void report(long done, String phase, @Nullable String message) {
        Long total = partial.version().bytes();
        Progress progress = total == null
                ? Progress.unbounded(done, Progress.Unit.BYTES)
                : Progress.of(done, total, Progress.Unit.BYTES);
        Progress located = progress.withPhase(phase).withItem(file.name(), 0, 1L);
        context.progress(message == null ? located : located.withMessage(message));
    }
}
