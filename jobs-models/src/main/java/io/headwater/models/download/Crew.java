package io.headwater.models.download;

import io.headwater.jobs.JobException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The connections that fetch one file together. Whoever is done with his piece takes the next one, or half of what
 * another still has before him. Whoever fails leaves his piece to the others; only the last one's failure is a failure.
 */
final class Crew {
    private static final Duration TICK = Duration.ofMillis(125);

    private final PartialFile partial;
    private final Disk disk;
    private final Scheduler scheduler;
    private final int most;
    private final BooleanSupplier canBeShared;
    private final Growth growth;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong busyNanos = new AtomicLong();
    private final Sinks.Empty<Void> allGone = Sinks.empty();

    /**
     * @param most how many there may be
     * @param canBeShared whether enough is known of the file for that
     */
    Crew(PartialFile partial, Disk disk, Scheduler scheduler, int most, BooleanSupplier canBeShared) {
        this.partial = partial;
        this.disk = disk;
        this.scheduler = scheduler;
        this.most = most;
        this.canBeShared = canBeShared;
        this.growth = new Growth(most, partial.bytes());
    }

    /** To be told how long bytes that had arrived waited for us. */
    void waited(long nanos) {
        busyNanos.addAndGet(nanos);
    }

    /** Completes when nothing is missing that anybody knows of. Good for one subscription. */
    Mono<Void> fetch(Function<Piece, Mono<Void>> connection, Runnable onTick) {
        partial.pieces().shareAmong(1);
        Flux<Integer> joining = Flux.interval(TICK, scheduler)
                .onBackpressureDrop()
                .doOnNext(tick -> onTick.run())
                .map(tick -> more())
                .takeUntilOther(allGone.asMono());
        return Flux.concat(Mono.just(1), joining)
                .concatMap(count -> Flux.range(0, count))
                .flatMap(number -> member(connection), most)
                .then();
    }

    private int more() {
        int now = open.get();
        double busy = (double) busyNanos.getAndSet(0) / (TICK.toNanos() * Math.max(1, now));
        if (!canBeShared.getAsBoolean()) {
            return 0;
        }
        int more = growth.more(partial.bytes(), now, partial.pieces().allHaveBegun(), busy);
        if (more > 0) {
            partial.pieces().shareAmong(now + more);
        }
        return more;
    }

    private Mono<Void> member(Function<Piece, Mono<Void>> connection) {
        return Mono.defer(() -> {
            open.incrementAndGet();
            return work(connection)
                    .doOnSuccess(done -> leave())
                    .onErrorResume(failure -> leave() > 0 && isForOthers(failure) ? Mono.empty() : Mono.error(failure));
        });
    }

    /** One piece after the other, until nobody knows of any more. */
    private Mono<Void> work(Function<Piece, Mono<Void>> connection) {
        return Mono.defer(() -> {
            Piece piece = nextPiece();
            if (piece == null) {
                return Mono.empty();
            }
            Publisher<Void> back = disk.step(() -> partial.giveBack(piece));
            return Mono.usingWhen(Mono.just(piece), connection::apply, taken -> back)
                    .then(work(connection));
        });
    }

    private @Nullable Piece nextPiece() {
        if (partial.isWhole()) {
            return null;
        }
        Piece piece = partial.pieces().take();
        return piece == null && canBeShared.getAsBoolean() ? partial.pieces().takeHalf() : piece;
    }

    /** Whether those who have a connection may do better than the one who has lost his, or never got it. */
    private boolean isForOthers(Throwable failure) {
        growth.giveUp();
        boolean passing = failure instanceof JobException known && known.retryable();
        return passing || (failure instanceof StartOver change && change.isForWholeness());
    }

    /** Answers how many are left. */
    private int leave() {
        int left = open.decrementAndGet();
        partial.pieces().shareAmong(left);
        if (left == 0) {
            allGone.tryEmitEmpty();
        }
        return left;
    }
}
