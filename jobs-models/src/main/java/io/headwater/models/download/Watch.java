package io.headwater.models.download;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Notices when a source falls silent. It counts the seconds in which the source had the word: those that went by while
 * something of its waited for us, for the disk or for what a limit lets in, are no silence.
 */
final class Watch {
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final Duration LOW_SPEED_WINDOW = Duration.ofSeconds(60);
    private static final long LOW_SPEED = 1_000;

    private final URI location;
    private final Scheduler scheduler;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Stage stage = Stage.ASKED;

    // Only touched by the seconds, which come one after the other.
    private long heardBefore;
    private int silent;
    private int window;
    private long heardAtWindow;

    private enum Stage {
        ASKED,
        ANSWERED,
        LISTENING
    }

    Watch(URI location, Scheduler scheduler) {
        this.location = location;
        this.scheduler = scheduler;
    }

    /** What the answer means is to be found out. */
    void answered() {
        stage = Stage.ANSWERED;
    }

    /** What it has to send may come. */
    void listening() {
        stage = Stage.LISTENING;
    }

    /** To be told on arrival, before anything else that waits is dealt with. */
    void arrived(int bytes) {
        heard.addAndGet(bytes);
        waiting.incrementAndGet();
    }

    /** With one of those that arrived. */
    void dealtWith() {
        waiting.decrementAndGet();
    }

    /** Errors when the source is silent for too long, or next to silent; never emits anything else. */
    <T> Mono<T> alarm() {
        return Flux.interval(Duration.ofSeconds(1), scheduler)
                .onBackpressureDrop()
                .concatMap(second -> listen(), 1)
                .then(Mono.never());
    }

    private Mono<Void> listen() {
        Stage now = stage;
        if (now == Stage.ANSWERED || waiting.get() > 0) {
            silent = 0;
            return Mono.empty();
        }
        long all = heard.get();
        silent = all == heardBefore ? silent + 1 : 0;
        heardBefore = all;
        if (silent >= LONGEST_SILENCE.toSeconds()) {
            return Mono.error(
                    now == Stage.ASKED
                            ? DownloadErrors.timeout(location, null)
                            : DownloadErrors.stalled(location, "has sent nothing for 30 seconds"));
        }
        return now == Stage.ASKED ? Mono.empty() : measure(all);
    }

    private Mono<Void> measure(long all) {
        window++;
        if (window < LOW_SPEED_WINDOW.toSeconds()) {
            return Mono.empty();
        }
        boolean slow = all - heardAtWindow < LOW_SPEED * window;
        window = 0;
        heardAtWindow = all;
        return slow
                ? Mono.error(DownloadErrors.stalled(location, "sends less than a kilobyte a second"))
                : Mono.empty();
    }
}
