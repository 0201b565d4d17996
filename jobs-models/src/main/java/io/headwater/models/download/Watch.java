package io.headwater.models.download;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Notices when a source falls silent. It counts the seconds in which the source had the word: those that went by while
 * the disk was at work, or while a limit held the bytes back, are no silence.
 */
final class Watch {
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private static final Duration LOW_SPEED_WINDOW = Duration.ofSeconds(60);
    private static final long LOW_SPEED = 1_000;

    private final URI location;
    private final Scheduler scheduler;
    private final AtomicLong heard = new AtomicLong();
    private final AtomicReference<Word> word = new AtomicReference<>(Word.NONE_YET);

    // Only touched by the seconds, which come one after the other.
    private long heardBefore;
    private int silent;
    private int window;
    private long heardAtWindow;

    /** Who is to do something next. */
    private enum Word {
        NONE_YET,
        THEIRS,
        OURS
    }

    Watch(URI location, Scheduler scheduler) {
        this.location = location;
        this.scheduler = scheduler;
    }

    void answered() {
        word.set(Word.THEIRS);
    }

    void arrived(int bytes) {
        heard.addAndGet(bytes);
        word.set(Word.OURS);
    }

    void dealtWith() {
        word.set(Word.THEIRS);
    }

    /** Errors when the source is silent for too long, or next to silent; never emits anything else. */
    <T> Mono<T> alarm() {
        return Flux.interval(Duration.ofSeconds(1), scheduler)
                .onBackpressureDrop()
                .concatMap(second -> listen(), 1)
                .then(Mono.never());
    }

    private Mono<Void> listen() {
        Word now = word.get();
        if (now == Word.OURS) {
            silent = 0;
            return Mono.empty();
        }
        long all = heard.get();
        silent = all == heardBefore ? silent + 1 : 0;
        heardBefore = all;
        if (silent >= LONGEST_SILENCE.toSeconds()) {
            return Mono.error(
                    now == Word.NONE_YET
                            ? DownloadErrors.timeout(location, null)
                            : DownloadErrors.stalled(location, "has sent nothing for 30 seconds"));
        }
        return now == Word.NONE_YET ? Mono.empty() : measure(all);
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
