package io.headwater.models.download;

import io.headwater.jobs.JobContext;
import io.headwater.jobs.LogLevel;
import io.headwater.jobs.Progress;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** One attempt to complete a partial file, at one location after the other. */
final class Transfer implements Connection.Desk {
    /** Who changes more often is not there to be fetched. */
    private static final int MOST_BEGINNINGS = 3;
    /** A hint is not worth more of the journal's time. */
    private static final long BETWEEN_CHECKPOINTS = TimeUnit.SECONDS.toNanos(1);

    private final Network network;
    private final Fetch fetch;
    private final Distrust distrust;
    private final RemoteFile file;
    private final PartialFile partial;
    private final JobContext context;
    private final Disk disk;
    private final Beside digest;
    private final Beside checkpoints;
    private final Beside flushes;
    private final Consumer<Progress> reports;
    private volatile Crew crew;
    private volatile long lastCheckpoint = System.nanoTime() - BETWEEN_CHECKPOINTS;
    /** Whether its source has shown that it gives no parts: whoever asked it for some again would begin for ever. */
    private volatile boolean onlyAsAWhole;

    Transfer(Network network, Fetch fetch, Distrust distrust, JobContext context) {
        this.network = network;
        this.fetch = fetch;
        this.distrust = distrust;
        this.file = fetch.file();
        this.partial = fetch.partial();
        this.context = context;
        this.disk = fetch.disk();
        this.digest = new Beside(this::hashWhatIsHere);
        this.checkpoints = new Beside(() -> context.checkpoint(new DownloadedSoFar(partial.bytes())));
        this.flushes = new Beside(() -> disk.step(partial::flushWhenDue));
        this.reports = fetch.listener(context);
        this.crew = newCrew();
    }

    Mono<LocalFile> run() {
        return context.interruptible(Mono.defer(this::checkWhatIsHere).then(Mono.defer(() -> from(0))));
    }

    /** Slice by slice, so that a request to stop is heard in between. */
    private Mono<Void> checkWhatIsHere() {
        long noted = partial.bytes();
        if (partial.toBeChecked() == 0) {
            return Mono.empty();
        }
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

    /** The first of the locations that has the file; each of them has its own chances. */
    private Mono<LocalFile> from(int place) {
        URI location = file.locations().get(place);
        boolean isLast = place + 1 == file.locations().size();
        Mono<LocalFile> whole = fetchFrom(location, isLast)
                .then(disk.work(() -> partial.publish(file, fetch.settings().synced())))
                .retryWhen(onceWhenDamaged())
                .doOnError(DownloadErrors::isDigestMismatch, failure -> distrust.begin(location))
                .doOnSuccess(done -> distrust.end(location));
        if (isLast) {
            return whole;
        }
        return whole.onErrorResume(DownloadErrors::isOfTheSource, failure -> {
            context.log(LogLevel.WARN, "%s; taking the next source".formatted(failure.getMessage()));
            return from(place + 1);
        });
    }

    private Mono<Void> fetchFrom(URI location, boolean isLast) {
        return Mono.defer(() -> {
            partial.comesFrom(Addresses.shown(location));
            var retries = new Retries(
                    network,
                    location,
                    fetch.settings().retries(),
                    partial.bytes(),
                    isLast && network.waitsForNetwork());
            return fetchWhatIsMissing(location)
                    .retryWhen(whenItStartsOver(location))
                    .retryWhen(Retry.from(failures ->
                            failures.concatMap(signal -> retries.rest(signal.failure(), partial.bytes(), this::tell))));
        });
    }

    private Mono<Void> fetchWhatIsMissing(URI location) {
        return Mono.defer(() -> {
            if (isEmptyForSure()) {
                return Mono.fromRunnable(() -> partial.expect(new Version(null, 0L)));
            }
            if (partial.bytes() > 0 && !partial.isWhole() && !canBeContinued()) {
                return Mono.error(new StartOver("its source does not tell one version from another"));
            }
            crew = newCrew();
            Mono<Void> fetching = crew.fetch(
                    piece -> new Connection(network, fetch, location, piece, this).run(), this::reportDownloading);
            return flushes.during(checkpoints.during(digest.during(fetching)));
        });
    }

    /** Asking for it would be no use: there is no range of nothing. */
    private boolean isEmptyForSure() {
        return file.bytes() != null && file.bytes() == 0;
    }

    /** Without a name for its version, only a digest can tell that two parts belong together. */
    private boolean canBeContinued() {
        return partial.version().isExact() || file.digest() != null;
    }

    private Crew newCrew() {
        return new Crew(partial, disk, network.scheduler(), fetch.settings().connections(), this::canBeShared);
    }

    /** Before the source has answered nobody knows what there is to share. */
    private boolean canBeShared() {
        return partial.version().bytes() != null && canBeContinued() && !onlyAsAWhole;
    }

    @Override
    public void written() {
        if (partial.isBehind()) {
            digest.ring();
        }
    }

    @Override
    public void stored(long nanos, boolean noted) {
        written();
        crew.waited(nanos);
        if (noted && isCheckpointDue()) {
            checkpoints.ring();
        }
        if (fetch.settings().synced() && partial.isToBeFlushed()) {
            flushes.ring();
        }
        reportDownloading();
    }

    /** Once in an interval: who comes at the same moment and gets the same answer stores one more, and does no harm. */
    private boolean isCheckpointDue() {
        long now = System.nanoTime();
        boolean due = now - lastCheckpoint >= BETWEEN_CHECKPOINTS;
        if (due) {
            lastCheckpoint = now;
        }
        return due;
    }

    private Mono<Void> hashWhatIsHere() {
        return disk.work(this::hashSome).repeat().takeWhile(more -> more).then();
    }

    /** The time counts as such in which the source waits for us: more connections would not make it any shorter. */
    private boolean hashSome() throws IOException {
        long begun = System.nanoTime();
        try {
            return partial.hash();
        } finally {
            crew.waited(System.nanoTime() - begun);
        }
    }

    private Retry whenItStartsOver(URI location) {
        return Retry.from(failures -> failures.concatMap(signal -> {
            if (!(signal.failure() instanceof StartOver change)) {
                return Mono.error(signal.failure());
            }
            onlyAsAWhole |= change.isForWholeness();
            return signal.totalRetries() + 1 >= MOST_BEGINNINGS
                    ? Mono.error(DownloadErrors.remoteChanged(file, location, change.why()))
                    : startOver(change.why()).thenReturn(true);
        }));
    }

    private Mono<Void> startOver(String why) {
        return disk.step(partial::restart).doOnSuccess(done -> warn(why));
    }

    private void tell(String words) {
        context.log(LogLevel.WARN, words);
        report("downloading", words);
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
        if (partial.toBeChecked() > 0) {
            long percent = 100 * partial.hashed() / partial.toBeChecked();
            report("checking", "Checking what is already here: %d %%".formatted(percent));
        }
    }

    private void reportDownloading() {
        report("downloading", null);
    }

    private void report(String phase, @Nullable String message) {
        Long total = partial.version().bytes();
        long done = partial.bytes();
        Progress progress = total == null
                ? Progress.unbounded(done, Progress.Unit.BYTES)
                : Progress.of(done, total, Progress.Unit.BYTES);
        Progress located =
                progress.withPhase(phase).withItem(file.name(), 0, 1L).withFound(Math.min(done, partial.found()));
        reports.accept(message == null ? located : located.withMessage(message));
    }
}
